import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { contextOf, type MentionContext } from '../../src/mentions/judge/mention-context.ts';
import { parseTicker, type Ticker, tickerFrom } from '../../src/tickers/ticker.ts';

const exampleSchema = z.object({
  ticker: z.string().optional(),
  symbol: z.string().optional(),
  name: z.string().min(1),
  before: z.string(),
  after: z.string(),
  title: z.string().optional(),
  /** Null if two careful readers would disagree. Such an example is ignored. */
  genuine: z.boolean().nullable(),
  why: z.string().optional(),
});

/**
 * A labeled mention: a name with the text of its paragraph on each side, and whether it refers to
 * the listed company.
 */
export interface Example {
  readonly name: string;
  readonly genuine: boolean;
  readonly context: MentionContext;
  /** For people: the name in its text, and the reason for the label. */
  readonly text: string;
  readonly why: string;
}

/**
 * Reads the examples of a JSON-lines file, except those labeled null.
 * @throws Error naming the file and line.
 */
export function readExamples(file: string | URL): readonly Example[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : exampleOf(line, `${file}:${index + 1}`)));
}

export interface ExampleSet {
  readonly file: string;
  readonly examples: readonly Example[];
}

/** Reads every `.jsonl` file of a folder, sorted by name. */
export function readFolder(folder: URL): readonly ExampleSet[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .map((file) => ({ file, examples: readExamples(new URL(file, folder)) }));
}

function exampleOf(line: string, place: string): readonly Example[] {
  const parsed = exampleSchema.safeParse(JSON.parse(line));
  if (!parsed.success) throw new Error(`${place}: ${z.prettifyError(parsed.error)}`);
  const { name, before, after, genuine, why = '', title, ticker, symbol } = parsed.data;
  if (genuine === null) return [];
  const mention = { ticker: tickerOf(ticker ?? symbol ?? ''), text: name, before, after, dialect: 'sina' };
  const context = contextOf(mention, { title: title ?? null, names: new Set([name]) });
  return [{ name, genuine, context, text: `${before}[${name}]${after}`, why }];
}

// US symbols may lack their prefix.
function tickerOf(code: string): Ticker {
  return tickerFrom(code) ?? parseTicker(`us${code}`);
}
