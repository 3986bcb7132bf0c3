import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Json } from '../support/json.ts';
import type { Submission } from './articles.ts';

/** The final response to a request. */
export interface Outcome {
  readonly status: number;
  readonly json: Json;
}

/** The outcome of one line of a bulk submission, or undefined if there was no response. */
export type LineOutcome =
  | { readonly status: number; readonly id?: string; readonly error?: { readonly code: string } }
  | undefined;

const TIMEOUT_MS = 20_000;
/** A real client would wait as long as `Retry-After` says. A chaos run has less time. */
const MAX_WAIT_MS = 2000;
const RETRY_MS = 250;

/**
 * A client that follows the documentation: after a 503, a 429 or no response it sends the same
 * content again.
 */
export class Client {
  readonly #urls: readonly string[];
  readonly #signal: AbortSignal;
  #turn = 0;
  /** How often the client had to send something again. */
  retries = 0;
  /**
   * Whether the store refuses a command now. Then the client also retries after `store_refused`
   * (500).
   */
  mayBeRefused = false;

  /** @param signal stops all retries. */
  constructor(urls: readonly string[], signal: AbortSignal) {
    this.#urls = urls;
    this.#signal = signal;
    // Every waiting request adds a listener, so Node must not warn about their number.
    setMaxListeners(0, signal);
  }

  /**
   * Sends until there is a response other than 503 or 429. Returns undefined if the signal stops it
   * before.
   */
  async send(method: string, path: string, body?: Submission): Promise<Outcome | undefined> {
    while (!this.#signal.aborted) {
      const { mayBeRefused } = this;
      const outcome = await this.sendOnce(method, path, body);
      if (outcome && !isTemporary(outcome.status, outcome.json?.code, mayBeRefused || this.mayBeRefused))
        return outcome;
      this.retries += 1;
      await delay(outcome ? MAX_WAIT_MS : RETRY_MS, undefined, { signal: this.#signal }).catch(() => {});
    }
    return undefined;
  }

  /** Sends once. Returns undefined if there was no response. */
  async sendOnce(method: string, path: string, body?: Submission): Promise<Outcome | undefined> {
    const init = body ? { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) } : {};
    try {
      const response = await fetch(`${this.#nextUrl()}${path}`, {
        method,
        ...init,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
    } catch {
      return undefined;
    }
  }

  /**
   * Submits many articles as NDJSON and sends refused lines again. Calls `onAnswer` for each
   * accepted line and each final refusal.
   */
  async submitLines(
    submissions: readonly Submission[],
    onAnswer: (index: number, outcome: { status: number; id?: string }) => void,
  ): Promise<void> {
    let left = submissions.map((_, index) => index);
    while (left.length > 0 && !this.#signal.aborted) {
      const { mayBeRefused } = this;
      const outcomes = await this.#submitLinesOnce(left.map((index) => submissions[index] as Submission));
      const again: number[] = [];
      for (const [place, index] of left.entries()) {
        const outcome = outcomes[place];
        if (outcome && !isTemporary(outcome.status, outcome.error?.code, mayBeRefused || this.mayBeRefused))
          onAnswer(index, outcome);
        else again.push(index);
      }
      left = again;
      this.retries += left.length;
      if (left.length > 0) await delay(outcomes.length > 0 ? MAX_WAIT_MS : RETRY_MS);
    }
  }

  async #submitLinesOnce(submissions: readonly Submission[]): Promise<readonly LineOutcome[]> {
    const outcomes: LineOutcome[] = [];
    try {
      const response = await fetch(`${this.#nextUrl()}/v1/articles`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-ndjson' },
        body: submissions.map((one) => `${JSON.stringify(one)}\n`).join(''),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      let text = '';
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk, { stream: true });
        const lines = text.split('\n');
        text = lines.pop() ?? '';
        for (const line of lines) {
          const { line: number, ...outcome } = JSON.parse(line);
          outcomes[number - 1] = outcome;
        }
      }
    } catch {
      // The lines that were answered before the connection broke still count.
    }
    return outcomes;
  }

  #nextUrl(): string {
    this.#turn += 1;
    return this.#urls[this.#turn % this.#urls.length] ?? '';
  }
}

/** Returns whether a client sends the same again after a response. */
function isTemporary(status: number, code: string | undefined, mayBeRefused: boolean): boolean {
  return status === 503 || status === 429 || (mayBeRefused && code === 'store_refused');
}
