import { readFileSync } from 'node:fs';
import { envSchema } from '../config/env.ts';
import { enrichArticle } from '../src/articles/enrich-article.ts';
import { toPost } from '../src/articles/representations/post.ts';
import { articleFromPost } from '../src/articles/submissions/hexo-post.ts';
import { openApiDocument } from '../src/http/openapi/document.ts';
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
    { path: 'README.md', content: withSettings(read('README.md')) },
    { path: '.env.example', content: envExample() },
    { path: 'docs/openapi.json', content: `${JSON.stringify(openApiDocument(), null, 2)}\n` },
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

function withSettings(readme: string): string {
  const rows = settings().map(
    ({ name, meaning, preset }) => `| \`${name}\` | ${preset && `\`${preset}\``} | ${meaning} |`,
  );
  const table = ['| setting | default | what it does |', '|---|---|---|', ...rows].join('\n');
  return readme.replace(/(?<=<!-- settings -->\n)[\s\S]*?(?=\n<!-- \/settings -->)/, table);
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
  const known = new Map(
    Object.entries(JSON.parse(quotes) as Record<string, unknown>).map(([ticker, quote]) => [
      parseTicker(ticker),
      quoteSchema.parse(quote),
    ]),
  );
  const source: QuoteSource = {
    name: 'example',
    quotesFor: async () => ({ quotes: known, missing: new Map() }),
  };
  const article = articleFromPost(post);
  const enrichment = await enrichArticle(article, {
    quotes: source,
    signal: new AbortController().signal,
    minConfidence: 0.5,
    linkTarget: 'sina',
    unlinkFalseMentions: false,
    linkRepeats: true,
  });
  return toPost(article, enrichment);
}
