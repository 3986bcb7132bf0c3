import { messageOf } from '../src/errors.ts';
import type { Logger } from '../src/logger.ts';
import type { MendResources } from '../src/operations/mend-article.ts';
import { reconcileInFlight } from '../src/operations/reconcile-in-flight.ts';
import type { RedisClient } from '../src/redis/connect.ts';
import type { ArticleMetrics } from '../src/telemetry/metrics/articles.ts';

export interface PeriodicReconcileOptions extends MendResources {
  readonly redis: RedisClient;
  readonly intervalMs: number;
  readonly metrics: Pick<ArticleMetrics, 'reconciled'>;
  readonly logger: Logger;
}

/**
 * Longer than any request takes for its steps: each of its commands times out after less than a
 * second.
 */
const GRACE_MS = 20_000;

/**
 * Reconciles articles in flight once in an interval, however many workers there are. One worker
 * takes the turn in Redis; if it dies, another takes the next one. Starts at once, and runs until
 * it is closed.
 */
export class PeriodicReconcile {
  readonly #options: PeriodicReconcileOptions;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: PeriodicReconcileOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#tick(), options.intervalMs);
    this.#tick();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  #tick(): void {
    this.#running ??= this.#takeTurn().finally(() => {
      this.#running = undefined;
    });
  }

  async #takeTurn(): Promise<void> {
    const { pending, intervalMs, logger } = this.#options;
    try {
      // A little less than the interval, so that the turn is free again at its holder's next tick.
      if (await pending.takeTurn(Math.ceil(intervalMs * 0.9))) await this.reconcile();
    } catch (error) {
      logger.warn({ reason: messageOf(error) }, 'could not reconcile');
    }
  }

  /** Reconciles until nothing is left or this is closed. */
  async reconcile(graceMs = GRACE_MS): Promise<void> {
    const { metrics, logger } = this.#options;
    const onMended = (kind: string, article: string): void => {
      metrics.reconciled.inc({ kind });
      logger.warn({ article, kind }, 'reconciled');
    };
    while (!this.#isClosed && (await reconcileInFlight(this.#options, { graceMs, onMended })));
  }
}
