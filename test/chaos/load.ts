import { setTimeout as delay } from 'node:timers/promises';
import { articleOf, heavyArticleOf, type Submission } from './articles.ts';
import { Client } from './client.ts';
import type { Promised, Promises } from './promises.ts';
import type { Random } from './random.ts';
import { RECEIVER_KINDS, type ReceiverKind, type Receivers } from './receivers.ts';
import type { Tracker } from './tracker.ts';

const PER_SECOND = 8;
const BULK_LINES = 50;
const LOOK_MS = 250;
/**
 * While this many clients wait for the service, no new ones start. Their retries would become a
 * load of their own.
 */
const MAX_CLIENTS = 40;
const MAX_END_MS = 60_000;

export interface LoadOptions {
  /** Names the run, so that no two runs submit the same articles. */
  readonly run: string;
  readonly urls: readonly string[];
  readonly promises: Promises;
  readonly receivers: Receivers;
  readonly tracker: Tracker;
  readonly random: Random;
}

/** Clients that submit, resubmit, refresh and delete at an even rate during the run. */
export class Load {
  readonly #options: LoadOptions;
  readonly #giveUp = new AbortController();
  readonly #client: Client;
  readonly #running = new Set<Promise<void>>();
  #isStopping = false;
  #serial = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#client = new Client(options.urls, this.#giveUp.signal);
  }

  get client(): Client {
    return this.#client;
  }

  get submitted(): number {
    return this.#serial;
  }

  start(): void {
    this.#do(async () => {
      while (!this.#isStopping) {
        if (this.#running.size < MAX_CLIENTS) this.#do(() => this.#one());
        await delay(1000 / PER_SECOND);
      }
    });
  }

  /** Starts no new clients and waits for the running ones. Stops them after `timeoutMs`. */
  async stop(timeoutMs: number): Promise<void> {
    this.#isStopping = true;
    const timer = setTimeout(() => this.#giveUp.abort(), timeoutMs);
    while (this.#running.size > 0) await Promise.all(this.#running);
    clearTimeout(timer);
  }

  /** Stops all retries. */
  abort(): void {
    this.#giveUp.abort();
    this.#isStopping = true;
  }

  /** Submits many articles at once, so that a fault meets running jobs. */
  burst(lines = BULK_LINES): void {
    if (this.#running.size >= MAX_CLIENTS) return;
    const submissions = Array.from({ length: lines }, () => this.#submission(this.#callbackOrNone()));
    this.#do(() => this.#submitBulk(submissions));
  }

  /** Submits a number of articles that take long to enrich. */
  heavy(count: number): void {
    const submissions = Array.from({ length: count }, () => ({
      submission: heavyArticleOf(this.#options.run, this.#nextSerial()),
    }));
    this.#do(() => this.#submitBulk(submissions));
  }

  /** Submits articles whose callbacks all go to one kind of receiver. */
  toReceiver(kind: ReceiverKind, count: number): void {
    const submissions = Array.from({ length: count }, () => this.#submission(kind));
    this.#do(() => this.#submitBulk(submissions));
  }

  /** Submits an article without retrying. `onTitle` gets its title before it is sent. */
  async submitOnce(withCallback: boolean, onTitle: (title: string) => void): Promise<void> {
    const { submission, callback } = this.#submission(withCallback ? 'takes' : undefined);
    onTitle(submission.title);
    const outcome = await this.#client.sendOnce('POST', '/v1/articles', submission);
    if (outcome?.status === 202 || outcome?.status === 200)
      this.#options.promises.noteAccepted(outcome.json.id, callback);
  }

  /** Sends a request about an article without retrying. */
  async once(action: 'refresh' | 'delete' | 'redeliver', promised: Promised): Promise<void> {
    const [method, path] = action === 'delete' ? ['DELETE', ''] : ['POST', `/${action}`];
    if (action === 'delete') promised.deletion = 'asked';
    const outcome = await this.#client.sendOnce(method, `/v1/articles/${promised.id}${path}`);
    if (action === 'delete' && outcome?.status === 204) promised.deletion = 'confirmed';
    if (action === 'refresh' && outcome?.status === 202) promised.leastRevision = 2;
  }

  /** Submits an article and returns it once it has ended, or undefined if that takes too long. */
  async ended(): Promise<Promised | undefined> {
    const { submission, callback } = this.#submission('takes');
    const promised = await this.#submit(submission, callback);
    const deadline = performance.now() + MAX_END_MS;
    while (promised && performance.now() < deadline && !this.#isStopping) {
      if (this.#options.tracker.hasEnded(promised.id)) return promised;
      await delay(LOOK_MS);
    }
    return undefined;
  }

  #do(work: () => Promise<void>): void {
    const working = work().finally(() => this.#running.delete(working));
    this.#running.add(working);
  }

  #nextSerial(): number {
    this.#serial += 1;
    return this.#serial;
  }

  #callbackOrNone(): ReceiverKind | undefined {
    const { random } = this.#options;
    return random.chance(0.3) ? (random.chance(0.5) ? 'takes' : random.pick(RECEIVER_KINDS)) : undefined;
  }

  #submission(kind: ReceiverKind | undefined): { submission: Submission; callback?: string } {
    const { run, receivers } = this.#options;
    const serial = this.#nextSerial();
    if (kind === undefined) return { submission: articleOf(run, serial) };
    const callback = `${kind}-${serial}`;
    return { submission: articleOf(run, serial, receivers.urlOf(kind, callback)), callback };
  }

  /** Runs one client. */
  async #one(): Promise<void> {
    const { random } = this.#options;
    const { submission, callback } = this.#submission(this.#callbackOrNone());
    const action = random.int(1, 20);
    const promised = await this.#submit(submission, callback);
    if (!promised) return;
    if (action === 1) await this.#delete(promised);
    if (action === 2) await this.#afterItsEnd(promised, () => this.#delete(promised));
    if (action === 3) await this.#afterItsEnd(promised, () => this.#refresh(promised));
    if (action === 4) await this.#submit(submission, callback);
  }

  async #afterItsEnd({ id }: Promised, then: () => Promise<void>): Promise<void> {
    while (!this.#isStopping && !this.#options.tracker.hasEnded(id)) await delay(LOOK_MS);
    if (!this.#isStopping) await then();
  }

  async #submit(submission: Submission, callback?: string): Promise<Promised | undefined> {
    const { promises } = this.#options;
    const outcome = await this.#client.send('POST', '/v1/articles', submission);
    if (!outcome) return undefined;
    if (outcome.status !== 202 && outcome.status !== 200) {
      promises.noteWrong('POST /v1/articles', outcome.status, outcome.json);
      return undefined;
    }
    const promised = promises.noteAccepted(outcome.json.id, callback);
    const read = await this.#client.send('GET', `/v1/articles/${promised.id}`);
    if (read && read.status !== 200 && read.status !== 202)
      promises.noteWrong(`GET of ${promised.id}, which was accepted`, read.status, read.json);
    return promised;
  }

  async #submitBulk(
    submissions: readonly { readonly submission: Submission; readonly callback?: string }[],
  ): Promise<void> {
    const { promises } = this.#options;
    await this.#client.submitLines(
      submissions.map(({ submission }) => submission),
      (index, { status, id, ...rest }) => {
        if (id !== undefined && (status === 200 || status === 202))
          promises.noteAccepted(id, submissions[index]?.callback);
        else promises.noteWrong('a line of NDJSON', status, rest);
      },
    );
  }

  async #delete(promised: Promised): Promise<void> {
    promised.deletion = 'asked';
    const outcome = await this.#client.send('DELETE', `/v1/articles/${promised.id}`);
    if (!outcome) return;
    // 404 means that an earlier attempt, whose response was lost, removed it.
    if (outcome.status === 204 || outcome.status === 404) promised.deletion = 'confirmed';
    else this.#options.promises.noteWrong('DELETE /v1/articles/{id}', outcome.status, outcome.json);
  }

  async #refresh(promised: Promised): Promise<void> {
    const outcome = await this.#client.send('POST', `/v1/articles/${promised.id}/refresh`);
    if (!outcome) return;
    if (outcome.status === 202) promised.leastRevision = 2;
    else this.#options.promises.noteWrong('POST /v1/articles/{id}/refresh', outcome.status, outcome.json);
  }
}
