import type { Request } from 'express';
import { z } from 'zod';
import { articleIdSchema } from '../../articles/article-id.ts';
import { isFinished, type StoredArticle } from '../../articles/lifecycle/article-record.ts';
import type { Acceptance, ArticleStore } from '../../articles/lifecycle/article-store.ts';
import { type CompletionNotifier, findFinished } from '../../articles/lifecycle/completion-notifier.ts';
import { resultJson, statusSchema } from '../../articles/representations/result.ts';
import { isAppError } from '../../errors.ts';
import type { DrainEstimate } from '../../queue/drain-estimate.ts';
import { countedIn } from '../body/byte-budget.ts';
import { parseRequest } from '../body/parse-request.ts';
import { forgetBody } from '../body/read-body.ts';
import { components } from '../components.ts';
import { ID_EXAMPLE } from '../examples.ts';
import { type PreferredWait, preferredWait, requestSignal } from '../prefer-wait.ts';
import type { Reply } from '../reply.ts';
import type { Handler } from '../route.ts';
import { acceptArticle, type IntakeResources } from './accept-article.ts';

export interface PollingResources {
  readonly articles: ArticleStore;
  readonly completions: CompletionNotifier;
  readonly drain: DrainEstimate;
}

/** The response to a submission whose result is not known yet. */
export const receiptSchema = z
  .strictObject({
    id: articleIdSchema,
    status: statusSchema,
    duplicate: z.boolean().describe('Whether the article was known already.'),
    url: z.string().describe('Where the article can be read.'),
  })
  .register(components, {
    id: 'Receipt',
    examples: [{ id: ID_EXAMPLE, status: 'queued', duplicate: false, url: `/v1/articles/${ID_EXAMPLE}` }],
  });

export type Receipt = Readonly<z.infer<typeof receiptSchema>>;

/**
 * Accepts one article. The response is sent when the article is stored and queued, or later if
 * `Prefer: wait` asks for it.
 */
export function postArticle(
  resources: IntakeResources & PollingResources,
  { timeZone }: { readonly timeZone: string },
): Handler {
  return async function handle(request: Request): Promise<Reply> {
    const wait = preferredWait(request);
    const acceptance = await acceptArticle(resources, await parseRequest(request, timeZone));
    forgetBody(request);
    const { record } = acceptance;
    const receipt = receiptOf(acceptance);
    if (wait.milliseconds > 0) return await waitForResult(request, receipt, wait, resources);
    return {
      status: isFinished(record) ? 200 : 202,
      headers: {
        Location: receipt.url,
        'Cache-Control': 'no-store',
        ...(isFinished(record) ? {} : { 'Retry-After': String(await resources.drain.retryAfterSeconds()) }),
      },
      body: receipt,
    };
  };
}

function receiptOf({ record: { id, status }, isDuplicate: duplicate }: Acceptance): Receipt {
  return { id, status, duplicate, url: `/v1/articles/${id}` };
}

/**
 * Waits for the result of a submission as long as `Prefer: wait` asks for (a long poll). Returns
 * `200` with the result once the article is finished, else `202` with the receipt. In either case,
 * the article was accepted.
 */
async function waitForResult(
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
