import type { Request } from 'express';
import { type ExplainOptions, explainArticleSteps } from '../articles/explain-article.ts';
import { ConcurrencyLimit } from '../async/concurrency-limit.ts';
import { Turns } from '../async/turns.ts';
import { AppError } from '../errors.ts';
import { parseRequest } from './parse-request.ts';
import type { Reply } from './reply.ts';
import { requestSignal } from './request-signal.ts';

/** How many requests wait while one article is explained. Each holds its body. */
const MAX_WAITING = 15;

/**
 * `POST /v1/explain`: takes an article as `POST /v1/articles` does, and answers what would be made of it, and why. Nothing is
 * stored. One article is explained at a time, with pauses for all other requests.
 */
export function explain(
  { explaining }: { readonly explaining: ExplainOptions },
  { timeZone }: { readonly timeZone: string },
) {
  const limit = new ConcurrencyLimit(1);
  const turns = new Turns();
  return async function handle(request: Request): Promise<Reply> {
    const signal = requestSignal(request);
    if (limit.waiting === MAX_WAITING)
      throw new AppError('overloaded', `${MAX_WAITING} other articles wait to be explained: try again later`);
    const work = async () => {
      const steps = explainArticleSteps(await parseRequest(request, timeZone), explaining);
      return await turns.run(steps, signal);
    };
    const explanation = await limit.run(work, signal).catch((error: unknown) => {
      throw signal.aborted ? clientHasLeft() : error;
    });
    return { status: 200, headers: { 'Cache-Control': 'no-store' }, body: explanation };
  };
}

/** Nobody gets this answer. It ends the work, and is no bug. */
function clientHasLeft(): AppError {
  return new AppError('invalid_request', 'The client left before the answer was ready');
}
