import { Readable } from 'node:stream';
import { type Api, RefusedError, refusalOf, request, UnreachableError } from './api.ts';
import type { Journal } from './journal.ts';
import { type Answer, answersIn, BROKEN_OFF, errorOf } from './line-answers.ts';
import { type Line, LineSource, withSource } from './line-source.ts';
import type { Reporter } from './outcome.ts';
import { isBusy, type RetryPolicy } from './retry-policy.ts';

export interface SubmitOptions {
  readonly api: Api;
  readonly journal: Journal;
  readonly reporter: Reporter;
  readonly retryPolicy: RetryPolicy;
  readonly onPassed: () => void;
  /** The source of articles that name none. */
  readonly source: string | undefined;
}

/** Why a request stopped before the file was sent completely. */
interface Busy {
  readonly status: number;
  readonly said: string;
  readonly retryAfter: string | null;
}

/** The lines of one request that are not answered yet, by their number in it. */
interface Round {
  readonly unanswered: Map<number, Line>;
  busy?: Busy;
  isOver: boolean;
}

/**
 * Submits the articles of an NDJSON file, streaming in both directions. If the API is busy, sending
 * stops. Refused lines and the rest follow in another request, after the time that the API asks
 * for.
 * @throws RefusedError if the API refuses the request as a whole, or is busy for too long.
 */
export async function submitLines(file: string, options: SubmitOptions): Promise<void> {
  const lines = new LineSource(file, ({ number }) => {
    const isKnown = options.journal.has(itemOf(file, number));
    if (isKnown) options.onPassed();
    return isKnown;
  });
  for (;;) {
    const busy = await submitRound(file, lines, options);
    if (!busy && !lines.hasAgain) return;
    if (!busy || (await options.retryPolicy.wait(busy.retryAfter))) continue;
    for (const line of lines.takeAgain())
      options.reporter.report({ item: itemOf(file, line.number), status: busy.status, error: busy.said });
    throw new RefusedError(`${busy.said}; the rest of ${file} was not sent`);
  }
}

/** Runs one request. Puts back the lines that may be sent again. */
async function submitRound(
  file: string,
  lines: LineSource,
  options: SubmitOptions,
): Promise<Busy | undefined> {
  const round: Round = { unanswered: new Map(), isOver: false };
  try {
    for await (const answer of exchange(lines, round, options)) {
      const line = round.unanswered.get(answer.line);
      if (!line) throw new UnreachableError(`The API answered line ${answer.line}, which was not sent`);
      round.unanswered.delete(answer.line);
      if (isBusy(answer.status)) {
        const said = errorOf(answer) ?? String(answer.status);
        // Lines may be refused for several reasons, and all of them must be over.
        const retryAfter = longest(round.busy?.retryAfter, answer.retryAfter);
        round.busy = { status: answer.status, said, retryAfter };
        lines.putBack([line]);
      } else report(itemOf(file, line.number), answer, options);
    }
  } finally {
    round.isOver = true;
  }
  if (round.unanswered.size > 0 || (!round.busy && !lines.isAtEnd)) throw new UnreachableError(BROKEN_OFF);
  return round.busy;
}

/** Sends lines until the API is busy, and yields the answers as they arrive. */
async function* exchange(
  lines: LineSource,
  round: Round,
  { api, source }: SubmitOptions,
): AsyncGenerator<Answer, void, undefined> {
  const init: RequestInit & { duplex: 'half' } = {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson' },
    body: Readable.toWeb(Readable.from(bodyOf(lines, round, source))) as ReadableStream<Uint8Array>,
    duplex: 'half',
  };
  const response = await request(api, '/v1/articles', init);
  if (!response.ok || !response.body) {
    round.isOver = true;
    const said = await refusalOf(response);
    if (!isBusy(response.status)) throw new RefusedError(said);
    lines.putBack(round.unanswered.values());
    round.unanswered.clear();
    round.busy = { status: response.status, said, retryAfter: response.headers.get('Retry-After') };
    return;
  }
  yield* answersIn(response.body);
}

/**
 * Records each line as unanswered. A line that arrives after nobody waits for it any more is put
 * back.
 */
async function* bodyOf(
  lines: LineSource,
  round: Round,
  source: string | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  const isOpen = (): boolean => !round.busy && !round.isOver;
  for (let sent = 0; isOpen(); ) {
    const line = await lines.next();
    if (!line) return;
    if (!isOpen()) return lines.putBack([line]);
    round.unanswered.set(++sent, line);
    yield encoder.encode(`${withSource(line.text, source)}\n`);
  }
}

function longest(known: string | null | undefined, seconds: number | undefined): string | null {
  if (seconds === undefined) return known ?? null;
  return String(Math.max(Number(known ?? 0), seconds));
}

function report(item: string, answer: Answer, { journal, reporter, retryPolicy }: SubmitOptions): void {
  const { status, id, duplicate } = answer;
  const error = errorOf(answer);
  retryPolicy.renew();
  if (status < 400) journal.note(item);
  reporter.report({
    item,
    status,
    ...(id === undefined ? {} : { id }),
    ...(duplicate === undefined ? {} : { duplicate }),
    ...(error === undefined ? {} : { error }),
  });
}

function itemOf(file: string, line: number): string {
  return `${file}:${line}`;
}
