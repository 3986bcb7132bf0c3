import type { Request } from 'express';
import type { FindOptions } from '../../articles/lifecycle/article-reader.ts';
import { AppError } from '../../errors.ts';

/** Bodies and responses of up to this many bytes are small. Most are. */
export const SMALL_BYTES = 64 * 1024;

/**
 * The share of the budget that only small requests may use, so that a few large ones never block
 * everybody.
 */
const SHARE_FOR_SMALL = 0.25;

/** A client that has moved no data for this long is disconnected. */
const STALL_MS = 30_000;

/** The same if other requests need the bytes that it holds. */
const MIN_STALL_MS = 2000;

/**
 * What counts as progress while a client holds more than {@link SMALL_BYTES}. Otherwise one byte
 * does.
 */
const MIN_PROGRESS_BYTES = 1024;

const SWEEP_MS = 1000;

/** How long a response may wait for the bytes that it needs. */
const MAX_WAIT_MS = 10_000;

const TOO_MUCH = 'The service holds too many bytes for other requests. Try again later.';

/** A body that is being received, or a response that is being sent. */
export interface Transfer {
  /** How many bytes have crossed the wire so far. */
  readonly transferred: () => number;
  /** Ends the transfer. Called once, if the client is too slow. */
  readonly end: (reason: AppError) => void;
}

/**
 * Counts the bytes of bodies and responses that this process holds for all requests together. A
 * request that would exceed the budget is refused, unless a stalled request can be ended instead.
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

  /** Starts counting the bytes of one request. The caller releases the hold. */
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

  /** @internal Called by the holds. Waits until a hold can get its bytes. */
  async wait(hold: ByteHold, bytes: number): Promise<void> {
    // A response that is larger than the whole budget gets all of it.
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

  /** Returns the stalled hold with the most bytes. */
  #mostStalled(asking: ByteHold): ByteHold | undefined {
    let most: ByteHold | undefined;
    for (const hold of this.#holds) {
      if (hold === asking || hold.bytes === 0 || hold.stalledMs() < MIN_STALL_MS) continue;
      if (!most || hold.bytes > most.bytes) most = hold;
    }
    return most;
  }
}

/** The bytes of one request. */
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

  /**
   * Waits until at least this many bytes can be held. @throws AppError `overloaded` after {@link
   * MAX_WAIT_MS}.
   */
  async acquire(bytes: number): Promise<void> {
    if (bytes > this.#bytes) await this.#budget.wait(this, bytes);
  }

  /**
   * Ends this transfer if the client stalls from now on. undefined: nothing waits for the client.
   */
  waitFor(transfer: Transfer | undefined): void {
    this.#transfer = transfer;
    this.#mark = { at: this.#now(), transferred: transfer?.transferred() ?? 0 };
  }

  /**
   * Returns for how long the client has made no progress, in milliseconds; 0 if nothing waits for
   * it.
   */
  stalledMs(): number {
    if (!this.#transfer) return 0;
    const transferred = this.#transfer.transferred();
    const least = this.#bytes > SMALL_BYTES ? MIN_PROGRESS_BYTES : 1;
    if (transferred - this.#mark.transferred >= least) this.#mark = { at: this.#now(), transferred };
    return this.#now() - this.#mark.at;
  }

  /** Ends the transfer and releases its bytes. */
  end(reason: AppError): void {
    const transfer = this.#transfer;
    this.#transfer = undefined;
    this.set(0);
    transfer?.end(reason);
  }

  /** Releases everything. May be called more than once. */
  release(): void {
    this.#transfer = undefined;
    this.set(0);
    this.#isReleased = true;
    this.#budget.close(this);
  }
}

const holds = new WeakMap<Request, ByteHold>();

/**
 * Returns the hold of a request. It counts in the app's `byteBudget` until the response is closed.
 */
export function holdOf(request: Request): ByteHold {
  const known = holds.get(request);
  if (known) return known;
  const hold = (request.app.locals.byteBudget as ByteBudget).open();
  holds.set(request, hold);
  if (request.res?.closed) hold.release();
  else request.res?.once('close', () => hold.release());
  return hold;
}

/** Makes the loading of an enrichment wait until the request can hold its bytes. */
export function countedIn(request: Request): FindOptions {
  return {
    onSize: async (bytes) => {
      // The metadata that is sent before it is small.
      if (bytes > SMALL_BYTES) await holdOf(request).acquire(bytes + SMALL_BYTES);
    },
  };
}
