import type { Request } from 'express';
import type { FindOptions } from '../articles/lifecycle/article-reader.ts';
import { AppError } from '../errors.ts';

/** Up to this many bytes a request counts as small. Most articles and answers are. */
export const SMALL_BYTES = 64 * 1024;

/** Large requests leave this share of the budget to small ones, so that a few of them never keep everybody out. */
const SHARE_FOR_SMALL = 0.25;

/** A client that has moved nothing for so long is ended. */
const STALL_MS = 30_000;

/** A client that has moved nothing for so long is ended if others need its bytes. */
const MIN_STALL_MS = 2000;

/** How much a client moves at least in {@link STALL_MS} while it holds more than {@link SMALL_BYTES}; else one byte suffices. */
const MIN_PROGRESS_BYTES = 1024;

const SWEEP_MS = 1000;

/** How long an answer may wait for the bytes that it needs. */
const MAX_WAIT_MS = 10_000;

const TOO_MUCH = 'The service holds too many bytes for other requests: try again later';

/** A body that is on its way in, or an answer on its way out. */
export interface Transfer {
  /** How many bytes have crossed the wire so far. */
  readonly transferred: () => number;
  /** Ends the transfer; called once, when the client is too slow. */
  readonly end: (reason: AppError) => void;
}

/**
 * The bytes of bodies and answers that this process holds for all requests together. A request that would exceed the budget is
 * refused, unless a stalled one can be ended for it.
 */
export class ByteBudget {
  readonly #maxBytes: number;
  readonly #now: () => number;
  readonly #holds = new Set<ByteHold>();
  readonly #waiting = new Set<() => void>();
  #used = 0;
  #sweeper: NodeJS.Timeout | undefined;

  constructor(maxBytes: number, now = () => performance.now()) {
    this.#maxBytes = maxBytes;
    this.#now = now;
  }

  /** How many bytes are held now. */
  get used(): number {
    return this.#used;
  }

  /** How many requests hold bytes now, or wait for their client. */
  get holds(): number {
    return this.#holds.size;
  }

  /** Begins to count the bytes of one request; whoever begins releases them. */
  open(): ByteHold {
    const hold = new ByteHold(this, this.#now);
    this.#holds.add(hold);
    this.#sweeper ??= setInterval(() => this.sweep(), SWEEP_MS).unref();
    return hold;
  }

  /** Ends the transfers that have stalled for too long. */
  sweep(): void {
    for (const hold of this.#holds) {
      if (hold.stalledMs() < STALL_MS) continue;
      hold.end(new AppError('invalid_request', `The client moved no data for ${STALL_MS / 1000} s`));
    }
  }

  /** @internal Called by the holds. */
  resize(hold: ByteHold, from: number, to: number): void {
    if (to > from) this.#makeRoom(hold, to, from);
    this.#used += to - from;
    if (to < from) for (const retry of [...this.#waiting]) retry();
  }

  /** @internal Called by the holds: waits until a hold can have its bytes. */
  async wait(hold: ByteHold, bytes: number): Promise<void> {
    // What is larger than everything together is let through alone.
    const most = Math.floor(this.#maxBytes * (1 - SHARE_FOR_SMALL));
    const wanted = Math.min(bytes, Math.max(most, hold.bytes));
    const isFirst = this.#waiting.size === 0;
    if (isFirst && this.#fits(hold, wanted)) return hold.set(wanted);
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(retry);
      };
      const retry = (): void => {
        const [first] = this.#waiting;
        if (hold.isReleased) stop();
        else if (first !== retry || !this.#fits(hold, wanted)) return;
        else {
          stop();
          hold.set(wanted);
        }
        resolve();
        for (const next of [...this.#waiting]) next();
      };
      const timer = setTimeout(() => {
        stop();
        reject(new AppError('overloaded', TOO_MUCH));
        for (const next of [...this.#waiting]) next();
      }, MAX_WAIT_MS);
      this.#waiting.add(retry);
      retry();
    });
  }

  #fits(hold: ByteHold, bytes: number): boolean {
    try {
      this.#makeRoom(hold, bytes, hold.bytes);
      return true;
    } catch {
      return false;
    }
  }

  #makeRoom(hold: ByteHold, to: number, from: number): void {
    const max = to > SMALL_BYTES ? this.#maxBytes * (1 - SHARE_FOR_SMALL) : this.#maxBytes;
    while (this.#used + to - from > max) {
      const victim = this.#mostStalled(hold);
      if (!victim) throw new AppError('overloaded', TOO_MUCH);
      victim.end(new AppError('overloaded', 'The client was too slow while others waited for memory'));
    }
  }

  /** @internal Called by the holds. */
  close(hold: ByteHold): void {
    this.#holds.delete(hold);
    if (this.#holds.size > 0) return;
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }

  /** Of those that have stalled for a while, the one that holds most. */
  #mostStalled(asking: ByteHold): ByteHold | undefined {
    let most: ByteHold | undefined;
    for (const hold of this.#holds) {
      if (hold === asking || hold.bytes === 0 || hold.stalledMs() < MIN_STALL_MS) continue;
      if (!most || hold.bytes > most.bytes) most = hold;
    }
    return most;
  }
}

/** The bytes that one request holds. */
export class ByteHold {
  readonly #budget: ByteBudget;
  readonly #now: () => number;
  #bytes = 0;
  #isReleased = false;
  #transfer: Transfer | undefined;
  /** When the client last made progress, and what it had transferred then. */
  #mark = { at: 0, transferred: 0 };

  constructor(budget: ByteBudget, now: () => number) {
    this.#budget = budget;
    this.#now = now;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Sets how many bytes are held from now on. @throws AppError `overloaded`. */
  set(bytes: number): void {
    if (this.#isReleased) return;
    this.#budget.resize(this, this.#bytes, bytes);
    this.#bytes = bytes;
  }

  /** @throws AppError `overloaded`. */
  add(bytes: number): void {
    this.set(this.#bytes + bytes);
  }

  get isReleased(): boolean {
    return this.#isReleased;
  }

  /** Waits its turn to hold at least so many bytes. @throws AppError `overloaded` after {@link MAX_WAIT_MS}. */
  async acquire(bytes: number): Promise<void> {
    if (bytes > this.#bytes) await this.#budget.wait(this, bytes);
  }

  /** From now on the client is waited for, and is ended if it stalls; undefined: it is not waited for. */
  waitFor(transfer: Transfer | undefined): void {
    this.#transfer = transfer;
    this.#mark = { at: this.#now(), transferred: transfer?.transferred() ?? 0 };
  }

  /** For how long the client has not made progress, in milliseconds; 0 if nobody waits for it. */
  stalledMs(): number {
    if (!this.#transfer) return 0;
    const transferred = this.#transfer.transferred();
    const least = this.#bytes > SMALL_BYTES ? MIN_PROGRESS_BYTES : 1;
    if (transferred - this.#mark.transferred >= least) this.#mark = { at: this.#now(), transferred };
    return this.#now() - this.#mark.at;
  }

  /** Ends the transfer and lets go of its bytes. */
  end(reason: AppError): void {
    const transfer = this.#transfer;
    this.#transfer = undefined;
    this.set(0);
    transfer?.end(reason);
  }

  /** Lets go of everything. May be called more than once. */
  release(): void {
    this.#transfer = undefined;
    this.set(0);
    this.#isReleased = true;
    this.#budget.close(this);
  }
}

const holds = new WeakMap<Request, ByteHold>();

/** The bytes that a request holds, until its response is closed. They count in the `byteBudget` among the app's locals. */
export function holdOf(request: Request): ByteHold {
  const known = holds.get(request);
  if (known) return known;
  const hold = (request.app.locals.byteBudget as ByteBudget).open();
  holds.set(request, hold);
  if (request.res?.closed) hold.release();
  else request.res?.once('close', () => hold.release());
  return hold;
}

/** Has the enrichment of an article wait until its bytes can be held for a request. */
export function countedIn(request: Request): FindOptions {
  return {
    onSize: async (bytes) => {
      // What is written before it, such as its metadata, is small.
      if (bytes > SMALL_BYTES) await holdOf(request).acquire(bytes + SMALL_BYTES);
    },
  };
}
