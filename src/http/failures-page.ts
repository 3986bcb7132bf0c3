import { createHash } from 'node:crypto';
import {
  type FailureGroup,
  type FailureResources,
  failuresByReason,
} from '../operations/failures-by-reason.ts';
import type { Reply } from './reply.ts';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid; padding: 0.5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
td:nth-child(2) { text-align: right; }
`;

/** No script, nothing from elsewhere, and of styles the one above. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'Referrer-Policy': 'no-referrer',
};

/** `GET /admin/failures`: the same as `GET /v1/failures`, for people. */
export function failuresPage(resources: FailureResources) {
  return async function handle(): Promise<Reply> {
    const { total, outdated, groups } = await failuresByReason(resources);
    const body = page(total, outdated, groups);
    return { status: 200, type: 'text/html; charset=utf-8', headers: HEADERS, body };
  };
}

function page(total: number, outdated: number, groups: readonly FailureGroup[]): string {
  const head = ['Reason', 'Articles', 'Sources', 'First', 'Last', 'The last of them', 'Queue them again'];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>tickerspan: what has failed</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<h1>What has failed</h1>
<p>${total} articles${outdated > 0 ? `; ${outdated} more are gone, or have been enriched meanwhile` : ''}.
<a href="/admin/queues/queue/enrichment?status=failed">Their jobs in the dashboard</a></p>
<table>
<thead><tr>${head.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead>
<tbody>
${groups.map(row).join('\n')}
</tbody>
</table>
</body>
</html>
`;
}

function row({ code, count, sources, firstFailedAt, lastFailedAt, example }: FailureGroup): string {
  const cells = [
    `<code>${escaped(code)}</code>`,
    String(count),
    sources.map((one) => `${escaped(one.source ?? '(not said)')}: ${one.count}`).join('<br>'),
    time(firstFailedAt),
    time(lastFailedAt),
    `<a href="/articles/${encodeURIComponent(example.id)}">${escaped(example.id)}</a><br>${escaped(example.detail)}`,
    `<code>tickerspan redrive --code ${escaped(code)}</code>`,
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function time(instant: string): string {
  return `<time datetime="${instant}">${instant.slice(0, 19).replace('T', ' ')} UTC</time>`;
}

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Reasons and sources are strangers' text. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => REFERENCES[character] ?? '');
}
