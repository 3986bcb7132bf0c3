import type { Request } from 'express';
import { isFinished, type StoredArticle } from '../articles/article-record.ts';
import { findFinished } from '../articles/finish-watch.ts';
import { resultJson } from '../articles/representations/result.ts';
import { isAppError } from '../errors.ts';
import { countedIn } from './byte-budget.ts';
import { clientGone } from './client-gone.ts';
import type { PollingResources } from './get-article.ts';
import type { PreferredWait } from './prefer-wait.ts';
import type { Reply } from './reply.ts';

/** What is said of an article that was taken, before anything is known of what becomes of it. */
export interface Receipt {
  readonly id: string;
  readonly status: string;
  readonly duplicate: boolean;
  readonly url: string;
}

/**
 * Holds the answer to a submission as long as `Prefer: wait` wants: `200` with the result once the article is finished, else `202`
 * with the receipt. Whatever happens meanwhile, the article was taken.
 */
export async function heldReply(
  request: Request,
  receipt: Receipt,
  wait: PreferredWait,
  resources: PollingResources,
): Promise<Reply> {
  const waitOptions = { milliseconds: wait.milliseconds, signal: clientGone(request) };
  const found = await findFinished(receipt.id, resources, waitOptions, countedIn(request)).catch(unknownYet);
  const headers = { Location: receipt.url, 'Cache-Control': 'no-store', ...wait.headers };
  if (found && isFinished(found.record)) {
    return { status: 200, headers, body: resultJson(found, { duplicate: receipt.duplicate }) };
  }
  const retryAfter = String(await resources.drain.retryAfterSeconds());
  return { status: 202, headers: { ...headers, 'Retry-After': retryAfter }, body: receipt };
}

/** The store is away, or the article is gone already. */
function unknownYet(error: unknown): StoredArticle | undefined {
  if (isAppError(error)) return undefined;
  throw error;
}
