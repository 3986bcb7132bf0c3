import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type Api, refusalOf, request, UnreachableError } from './api.ts';
import type { Journal } from './journal.ts';
import type { Teller } from './outcome.ts';

export interface LinesOptions {
  readonly api: Api;
  readonly journal: Journal;
  readonly teller: Teller;
  readonly onPassed: () => void;
  /** For articles that do not say where they are from. */
  readonly source: string | undefined;
}

/** One line of the service's answer to many articles. */
interface Answer {
  readonly line: number;
  readonly status: number;
  readonly id?: string;
  readonly duplicate?: boolean;
  readonly error?: { readonly code: string; readonly detail: string };
}

interface Line {
  /** In the file, from 1. */
  readonly number: number;
  readonly text: string;
}

const MOST_ROUNDS = 6;
const PAUSE_MS = 2000;

/** Posts the articles of an NDJSON file in one request, streamed both ways; those that were turned away for a moment once more. */
export async function submitLines(file: string, options: LinesOptions): Promise<void> {
  let lines: AsyncIterable<Line> = linesIn(file, options);
  for (let round = 1; ; round++) {
    const busy = await submitRound(file, lines, options, round === MOST_ROUNDS);
    if (busy.length === 0) return;
    await delay(PAUSE_MS * round);
    lines = Readable.from(busy);
  }
}

export async function countLines(file: string): Promise<number> {
  let count = 0;
  for await (const line of createInterface({ input: createReadStream(file) }))
    if (line.trim() !== '') count++;
  return count;
}

async function* linesIn(file: string, { journal, onPassed }: LinesOptions): AsyncGenerator<Line> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  let number = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (text.trim() === '') continue;
    if (journal.has(itemOf(file, number))) onPassed();
    else yield { number, text };
  }
}

/** The lines to be posted again: the service was busy, or away for a moment. */
async function submitRound(
  file: string,
  lines: AsyncIterable<Line>,
  options: LinesOptions,
  isLast: boolean,
): Promise<readonly Line[]> {
  const unanswered = new Map<number, Line>();
  const busy: Line[] = [];
  for await (const answer of exchange(lines, unanswered, options)) {
    const line = unanswered.get(answer.line);
    if (!line) throw new UnreachableError(`The API answered line ${answer.line}, which was not sent`);
    unanswered.delete(answer.line);
    const isBusy = answer.status === 429 || answer.status === 503;
    if (isBusy && !isLast) busy.push(line);
    else tell(itemOf(file, line.number), answer, options);
  }
  if (unanswered.size > 0) throw new UnreachableError('The API broke off; what was taken is told above');
  return busy;
}

/** Sends the lines, noting each as unanswered under its number in the request, and gives the answers as they come. */
async function* exchange(
  lines: AsyncIterable<Line>,
  unanswered: Map<number, Line>,
  { api, source }: LinesOptions,
): AsyncGenerator<Answer> {
  const encoder = new TextEncoder();
  async function* body(): AsyncGenerator<Uint8Array> {
    let sent = 0;
    for await (const line of lines) {
      unanswered.set(++sent, line);
      yield encoder.encode(`${withSource(line.text, source)}\n`);
    }
  }
  const init: RequestInit & { duplex: 'half' } = {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson' },
    body: Readable.toWeb(Readable.from(body())) as ReadableStream<Uint8Array>,
    duplex: 'half',
  };
  const response = await request(api, '/v1/articles', init);
  if (!response.ok || !response.body) throw new UnreachableError(await refusalOf(response));
  const answers = createInterface({ input: Readable.fromWeb(response.body as never) });
  for await (const text of answers) yield JSON.parse(text) as Answer;
}

function tell(
  item: string,
  { status, id, duplicate, error }: Answer,
  { journal, teller }: LinesOptions,
): void {
  if (status < 400) journal.note(item);
  teller.tell({
    item,
    status,
    ...(id === undefined ? {} : { id }),
    ...(duplicate === undefined ? {} : { duplicate }),
    ...(error === undefined ? {} : { error: `${error.code}: ${error.detail}` }),
  });
}

function itemOf(file: string, line: number): string {
  return `${file}:${line}`;
}

/** The line, with the source where it is an object that names none; what is no JSON is sent as it is, to be refused. */
function withSource(text: string, source: string | undefined): string {
  if (source === undefined) return text;
  try {
    const article: unknown = JSON.parse(text);
    return typeof article === 'object' && article !== null && !('source' in article)
      ? JSON.stringify({ ...article, source })
      : text;
  } catch {
    return text;
  }
}
