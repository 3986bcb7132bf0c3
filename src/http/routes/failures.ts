import { createHash } from 'node:crypto';
import { escapeUTF8 } from 'entities';
import { memoizeFor } from '../../async/memoize-for.ts';
import {
  type FailureGroup,
  type FailureResources,
  failuresByReason,
  failuresSchema,
} from '../../operations/failures-by-reason.ts';
import { components } from '../components.ts';
import { ID_EXAMPLE } from '../examples.ts';
import type { Endpoint, Route } from '../route.ts';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8888; padding: 0.5rem; text-align: left; vertical-align: top; }
th { white-space: nowrap; }
td { overflow-wrap: anywhere; }
@media (min-width: 70rem) {
  td { min-width: 6rem; }
  td:nth-child(1) { white-space: nowrap; }
  td:nth-child(6) { min-width: 16rem; }
}
@media (max-width: 69.99rem) {
  thead { display: none; }
  table, tbody, tr, td { display: block; }
  tr { border: 1px solid #8888; border-radius: 6px; margin-bottom: 1rem; padding: 0.5rem; }
  td { border: 0; padding: 0.25rem 0.5rem; }
  td::before { content: attr(data-name); display: block; font-size: 0.85rem; font-weight: 600; }
}
`;

/** No scripts, nothing from other origins, and no style but the one above. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'Referrer-Policy': 'no-referrer',
};

const HEAD = ['Reason', 'Articles', 'Sources', 'First', 'Last', 'The last one', 'Queue them again'];

/** Why redriving does not help. */
const REDRIVE_IS_USELESS: Readonly<Record<string, string>> = {
  article_expired:
    'Redriving does not help, because the text expired before a worker read it. Submit the article again.',
};

failuresSchema.register(components, {
  id: 'Failures',
  examples: [
    {
      total: 2,
      outdated: 0,
      groups: [
        {
          code: 'article_stalled',
          count: 2,
          sources: [{ source: '新浪财经', count: 2 }],
          firstFailedAt: '2026-11-25T08:40:11.000Z',
          lastFailedAt: '2026-11-25T09:12:03.123Z',
          example: {
            id: ID_EXAMPLE,
            detail: 'Its workers died while they were enriching it',
            url: `/v1/articles/${ID_EXAMPLE}`,
          },
        },
      ],
    },
  ],
});

export const getFailures: Route<FailureResources> = {
  method: 'get',
  path: '/v1/failures',
  scope: 'operate',
  summary: 'List the failed articles, grouped by reason',
  description: '`tickerspan redrive --code CODE` queues the articles with one reason again.',
  answers: {
    200: {
      description: 'The groups, the largest first.',
      headers: ['Cache-Control'],
      content: { 'application/json': failuresSchema },
    },
  },
  problems: ['store_unavailable'],
  handler: (resources) => {
    const failures = memoizeFor(0, () => failuresByReason(resources));
    return async function handle() {
      const body = await failures();
      return { status: 200, headers: { 'Cache-Control': 'no-store' }, body };
    };
  },
};

/** `GET /admin/failures`: the same for people. */
export const failuresPage: Endpoint<FailureResources> = {
  method: 'get',
  path: '/admin/failures',
  scope: 'operate',
  handler: (resources) =>
    async function handle() {
      const { total, outdated, groups } = await failuresByReason(resources);
      const body = page(total, outdated, groups);
      return { status: 200, type: 'text/html; charset=utf-8', headers: HEADERS, body };
    },
};

function page(total: number, outdated: number, groups: readonly FailureGroup[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>tickerspan: failed articles</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<h1>Failed articles</h1>
<p>${total} ${total === 1 ? 'article' : 'articles'}${outdatedNote(outdated)}.
<a href="/admin/queues/queue/enrichment?status=failed">Their jobs in the dashboard</a></p>
${groups.length > 0 ? table(groups) : '<p>Nothing has failed.</p>'}
</body>
</html>
`;
}

function outdatedNote(count: number): string {
  if (count === 0) return '';
  return count === 1
    ? '; 1 more is gone or was enriched meanwhile'
    : `; ${count} more are gone or were enriched meanwhile`;
}

function table(groups: readonly FailureGroup[]): string {
  return `<table>
<thead><tr>${HEAD.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead>
<tbody>
${groups.map(row).join('\n')}
</tbody>
</table>`;
}

function row({ code, count, sources, firstFailedAt, lastFailedAt, example }: FailureGroup): string {
  const cells = [
    `<code>${escapeUTF8(code)}</code>`,
    String(count),
    sources.map((one) => `${escapeUTF8(one.source ?? '(no source)')}: ${one.count}`).join('<br>'),
    time(firstFailedAt),
    time(lastFailedAt),
    `<a href="/articles/${encodeURIComponent(example.id)}">${escapeUTF8(example.id)}</a><br>${escapeUTF8(example.detail)}`,
    REDRIVE_IS_USELESS[code] ?? `<code>tickerspan redrive --code ${escapeUTF8(code)}</code>`,
  ];
  return `<tr>${cells.map((cell, at) => `<td data-name="${HEAD[at]}">${cell}</td>`).join('')}</tr>`;
}

function time(instant: string): string {
  return `<time datetime="${instant}">${instant.slice(0, 19).replace('T', ' ')} UTC</time>`;
}
