import { readFileSync } from 'node:fs';
import { envSchema } from '../config/env.ts';
import type { Article, Enrichment } from '../src/articles/article.ts';
import { articleId } from '../src/articles/article-id.ts';
import { enrichArticle } from '../src/articles/enrich-article.ts';
import { toPost } from '../src/articles/representations/post.ts';
import { articleFromPost } from '../src/articles/submissions/hexo-post.ts';
import { articleFromHtml } from '../src/articles/submissions/html.ts';
import { describeApi } from '../src/http/routes.ts';
import { quoteSchema } from '../src/quotes/quote.ts';
import type { QuoteSource } from '../src/quotes/quote-source.ts';
import { parseTicker } from '../src/tickers/ticker.ts';

/** A file, or a part of one, that is made from the code. */
export interface GeneratedDocument {
  /** From the project's folder. */
  readonly path: string;
  readonly content: string;
}

/** Every generated document as it ought to be; `npm run docs` writes them, a test compares them. */
export async function generatedDocuments(root: URL): Promise<readonly GeneratedDocument[]> {
  const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
  return [
    { path: 'README.md', content: await withResult(read('README.md'), read('examples/post.quotes.json')) },
    { path: 'docs/settings.md', content: withSettings(read('docs/settings.md')) },
    { path: '.env.example', content: envExample() },
    { path: 'docs/openapi.json', content: `${JSON.stringify(describeApi(), null, 2)}\n` },
    { path: 'src/web/example-post.ts', content: exampleModule(read('examples/post.md')) },
    {
      path: 'examples/post.enriched.md',
      content: await enrichedExample(read('examples/post.md'), read('examples/post.quotes.json')),
    },
  ];
}

interface Setting {
  readonly name: string;
  readonly meaning: string;
  readonly preset: string;
}

function settings(): readonly Setting[] {
  return Object.entries(envSchema.shape).map(([name, schema]) => {
    const preset = schema.safeParse(undefined);
    const value = preset.success && preset.data !== undefined ? String(preset.data) : '';
    return { name, meaning: schema.description ?? '', preset: value };
  });
}

function withSettings(page: string): string {
  const rows = settings().map(
    ({ name, meaning, preset }) => `| \`${name}\` | ${preset && `\`${preset}\``} | ${meaning} |`,
  );
  const table = ['| setting | default | what it does |', '|---|---|---|', ...rows].join('\n');
  return between(page, 'settings', table);
}

/**
 * Replaces what stands between the comments `<!-- name -->` and `<!-- /name -->`, each on a line of
 * its own.
 */
function between(page: string, name: string, content: string): string {
  const pattern = new RegExp(`(?<=<!-- ${name} -->\\n)[\\s\\S]*?(?=<!-- /${name} -->)`);
  return page.replace(pattern, () => `${content}\n`);
}

function envExample(): string {
  const entries = settings().map(({ name, meaning, preset }) => `# ${meaning}\n#${name}=${preset}\n`);
  return `# Settings that differ from their defaults; npm start and npm run start:worker read a file named .env.\n\n${entries.join('\n')}`;
}

/** The built program has no folder of examples. */
function exampleModule(post: string): string {
  const literal = post.replace(/[\\`]|\$(?=\{)/g, '\\$&');
  return `/** examples/post.md; \`npm run docs\` writes it. */\nexport const EXAMPLE_POST = \`${literal}\`;\n`;
}

async function enrichedExample(post: string, quotes: string): Promise<string> {
  const article = articleFromPost(post);
  return toPost(article, await enriched(article, quotes));
}

/** The response to README's request, with only the fields that README needs. */
async function withResult(readme: string, quotes: string): Promise<string> {
  const html = /--data '(.*)'$/m.exec(readme)?.[1] ?? '';
  const article = articleFromHtml(html);
  const { body, mentions, companies } = await enriched(article, quotes);
  const result = {
    id: articleId(article),
    status: 'enriched',
    body,
    mentions: mentions.map(({ ticker, text, genuine, confidence, evidence }) => ({
      ...{ ticker, text, genuine, confidence },
      evidence: evidence.slice(0, 1).map(({ detail }) => detail),
    })),
    companies: companies.map(({ ticker, name, market, quote }) => ({
      ...{ ticker, name, market },
      quote: quote && { price: quote.price, changePercent: quote.changePercent, currency: quote.currency },
    })),
  };
  return between(readme, 'result', ['```json', linesOf(result), '```'].join('\n'));
}

/** JSON with a line for each field, and one for each item of a list. */
function linesOf(result: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(result).map(([name, value]) => {
    const items = Array.isArray(value) ? value.map((item) => `    ${inline(item)}`) : [];
    const text = items.length > 0 ? `[\n${items.join(',\n')}\n  ]` : inline(value);
    return `  ${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${fields.join(',\n')}\n}`;
}

function inline(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
}

async function enriched(article: Article, quotes: string): Promise<Enrichment> {
  const known = new Map(
    Object.entries(JSON.parse(quotes) as Record<string, unknown>).map(([ticker, quote]) => [
      parseTicker(ticker),
      quoteSchema.parse(quote),
    ]),
  );
  const source: QuoteSource = {
    name: 'example',
    quotesFor: async (tickers) => ({
      quotes: new Map([...known].filter(([ticker]) => tickers.includes(ticker))),
      missing: new Map(),
    }),
  };
  return await enrichArticle(article, {
    quotes: source,
    signal: new AbortController().signal,
    minConfidence: 0.5,
    linkTarget: 'sina',
    unlinkFalseMentions: false,
    linkRepeats: true,
  });
}
