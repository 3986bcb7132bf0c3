import type { Request } from 'express';
import { isFinished, type StoredArticle } from '../articles/lifecycle/article-record.ts';
import { findFinished } from '../articles/lifecycle/completion-notifier.ts';
import { resultJson } from '../articles/representations/result.ts';
import { isAppError } from '../errors.ts';
import { countedIn } from './byte-budget.ts';
import type { PollingResources } from './get-article.ts';
import type { PreferredWait } from './prefer-wait.ts';
import type { Reply } from './reply.ts';
import { requestSignal } from './request-signal.ts';

/** The answer to a submission whose result is not known yet. */
export interface Receipt {
  readonly id: string;
  readonly status: string;
  readonly duplicate: boolean;
  readonly url: string;
}

/**
 * Waits for the result of a submission as long as `Prefer: wait` asks for (a long poll). Returns `200` with the
 * result once the article is finished, else `202` with the receipt. In either case, the article was accepted.
 */
export async function waitForResult(
  request: Request,
  receipt: Receipt,
  wait: PreferredWait,
  resources: PollingResources,
): Promise<Reply> {
  const waitOptions = { milliseconds: wait.milliseconds, signal: requestSignal(request) };
  const found = await findFinished(receipt.id, resources, waitOptions, countedIn(request)).catch(unknownYet);
  const headers = { Location: receipt.url, 'Cache-Control': 'no-store', ...wait.headers };
  if (found && isFinished(found.record)) {
    return { status: 200, headers, body: resultJson(found, { duplicate: receipt.duplicate }) };
  }
  const retryAfter = String(await resources.drain.retryAfterSeconds());
  return { status: 202, headers: { ...headers, 'Retry-After': retryAfter }, body: receipt };
}

/** The store is unavailable, or the article is gone already. */
function unknownYet(error: unknown): StoredArticle | undefined {
  if (isAppError(error)) return undefined;
  throw error;
}
