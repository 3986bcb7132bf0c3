export type ArticleStatus = 'queued' | 'processing' | 'enriched' | 'failed';

/** The status of a new article. */
export const INITIAL_STATUS = 'queued' satisfies ArticleStatus;

/**
 * The status that each step leads to, by the status in which it begins. In a status that is not
 * listed, the step changes nothing. The Redis scripts are generated from this table, and
 * `lifecycle.md` draws it.
 */
export const TRANSITIONS = {
  /** A worker claims the article. */
  claim: { queued: 'processing', processing: 'processing', failed: 'processing' },
  /**
   * A result becomes readable. A failed article must be claimed first, because the ledger has it as
   * failed.
   */
  save: { queued: 'enriched', processing: 'enriched' },
  /** Enriching fails, and there is no earlier result. */
  fail: { queued: 'failed', processing: 'failed', failed: 'failed' },
  /** Enriching fails, and the earlier result stays readable. */
  failRefresh: { queued: 'enriched', processing: 'enriched' },
  /** Somebody asks for a new result. */
  refresh: { enriched: 'queued', failed: 'queued' },
} as const satisfies Record<string, Partial<Record<ArticleStatus, ArticleStatus>>>;

export type LifecycleStep = keyof typeof TRANSITIONS;

/**
 * Returns a Lua expression for the status that a step leads to from the local `status`. The
 * expression is nil if the step changes nothing.
 */
export function nextStatus(step: LifecycleStep): string {
  const entries = Object.entries(TRANSITIONS[step]).map(([from, to]) => `${from} = '${to}'`);
  return `({ ${entries.join(', ')} })[status]`;
}
