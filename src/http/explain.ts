import type { Request } from 'express';
import { type ExplainOptions, explainArticleSteps } from '../articles/explain-article.ts';
import { AppError } from '../errors.ts';
import { Turns } from '../turns.ts';
import { clientGone } from './client-gone.ts';
import type { Reply } from './reply.ts';
import { submittedArticle } from './submitted.ts';
import { WaitingLine } from './waiting-line.ts';

/** How many requests wait for an explanation. Each holds its body. */
const MAX_IN_LINE = 16;

/**
 * `POST /v1/explain`: takes an article as `POST /v1/articles` does, and answers what would be made of it, and why. Nothing is
 * stored. One article is explained at a time, with pauses for all other requests.
 */
export function explain(
  { explaining }: { readonly explaining: ExplainOptions },
  { timeZone }: { readonly timeZone: string },
) {
  const line = new WaitingLine(MAX_IN_LINE);
  const turns = new Turns();
  return async function handle(request: Request): Promise<Reply> {
    const signal = clientGone(request);
    const explanation = await line.inTurn(async () => {
      if (signal.aborted) throw clientHasLeft();
      const steps = explainArticleSteps(await submittedArticle(request, timeZone), explaining);
      return await turns.run(steps, signal).catch((error: unknown) => {
        throw signal.aborted ? clientHasLeft() : error;
      });
    });
    return { status: 200, headers: { 'Cache-Control': 'no-store' }, body: explanation };
  };
}

/** Nobody gets this answer. It ends the work, and is no bug. */
function clientHasLeft(): AppError {
  return new AppError('invalid_request', 'The client left before the answer was ready');
}
