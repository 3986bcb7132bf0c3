import {
  type ExplainOptions,
  explainArticleSteps,
  explanationSchema,
} from '../../articles/explain-article.ts';
import { ConcurrencyLimit } from '../../async/concurrency-limit.ts';
import { Turns } from '../../async/turns.ts';
import { AppError } from '../../errors.ts';
import { parseRequest } from '../body/parse-request.ts';
import { givenQuery, oneArticle } from '../intake/submission-forms.ts';
import { requestSignal } from '../prefer-wait.ts';
import type { Route } from '../route.ts';

/** How many requests wait while one article is explained. Each holds its body. */
const MAX_WAITING = 15;

/** Explains an article. One article is explained at a time, with pauses for all other requests. */
export const explainArticle: Route<{ readonly explaining: ExplainOptions }> = {
  method: 'post',
  path: '/v1/explain',
  scope: 'read',
  summary: 'Explain how an article would be enriched',
  description:
    'Returns every candidate, whether it is a mention, and why; and warnings. Nothing is stored. One article is explained at a time. If too many requests wait, the response is 503.',
  request: { query: givenQuery, body: oneArticle },
  answers: {
    200: {
      description: 'The explanation.',
      headers: ['Cache-Control'],
      content: { 'application/json': explanationSchema },
    },
  },
  problems: [
    'invalid_request',
    'invalid_article',
    'article_too_large',
    'unsupported_media_type',
    'overloaded',
  ],
  handler: ({ explaining }, { timeZone }) => {
    const limit = new ConcurrencyLimit(1);
    const turns = new Turns();
    return async function handle(request) {
      const signal = requestSignal(request);
      if (limit.waiting === MAX_WAITING)
        throw new AppError(
          'overloaded',
          `${MAX_WAITING} other articles are waiting for an explanation. Try again later.`,
        );
      const work = async () => {
        const steps = explainArticleSteps(await parseRequest(request, timeZone), explaining);
        return await turns.run(steps, signal);
      };
      const explanation = await limit.run(work, signal).catch((error: unknown) => {
        throw signal.aborted ? clientHasLeft() : error;
      });
      return { status: 200, headers: { 'Cache-Control': 'no-store' }, body: explanation };
    };
  },
};

/** Ends the work. Nobody receives this response, and it is not a bug. */
function clientHasLeft(): AppError {
  return new AppError('invalid_request', 'The client left before the answer was ready');
}
