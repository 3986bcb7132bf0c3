import { Readable } from 'node:stream';
import type { Request } from 'express';
import { z } from 'zod';
import { articleIdSchema } from '../../articles/article-id.ts';
import type { ItemName } from '../../articles/feed-item.ts';
import { isFinished } from '../../articles/lifecycle/article-record.ts';
import { LINE_TYPES } from '../../articles/submissions/ndjson.ts';
import type { DeepReadonly } from '../../deep-readonly.ts';
import { AppError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import { inTurn } from '../body/heavy-work.ts';
import { inOrder } from '../body/in-order.ts';
import { mediaTypeOf } from '../body/parse-request.ts';
import { components } from '../components.ts';
import { requestSignal } from '../prefer-wait.ts';
import { faultSchema, problemOf, retryAfterOf } from '../problem.ts';
import type { Quota } from '../quota.ts';
import { quotaOf } from '../rate-limit.ts';
import type { Reply } from '../reply.ts';
import { acceptArticle, type IntakeResources } from './accept-article.ts';
import { articlesOfFeed, articlesOfLines, type BulkOptions, NDJSON, type Numbered } from './bulk-articles.ts';

/**
 * How many articles of one request are processed at a time: enough to hide Redis' latency, and few
 * enough to be fair to others.
 */
const MAX_CONCURRENT = 16;

/**
 * How long the connection of a stream may be idle. After that, both sides wait for something that
 * will never come.
 */
const IDLE_MS = 120_000;

/**
 * How many more lines may be refused than accepted. A client beyond this limit does not read the
 * results.
 */
const MAX_REFUSED_LINES = 10_000;

export const lineSchema = z
  .strictObject({
    line: z.int().min(1).describe('The number of the line, or of the item of a feed.'),
    status: z.int().describe('The status that this article alone would get.'),
    id: articleIdSchema.exactOptional(),
    duplicate: z.boolean().exactOptional(),
    guid: z.string().exactOptional().describe('If an item of a feed is refused: its guid or id.'),
    link: z.string().exactOptional().describe('If an item of a feed is refused: its link.'),
    error: z
      .strictObject({ code: z.string(), detail: z.string(), errors: z.array(faultSchema).exactOptional() })
      .exactOptional()
      .describe('What is wrong, and what to change.'),
    retryAfter: z
      .int()
      .min(0)
      .exactOptional()
      .describe('If `status` is 429 or 503: when to send the line again, in seconds.'),
  })
  .describe('One line of the response to a bulk submission.')
  .register(components, { id: 'Line' });

/** What became of one article of many. */
export type LineAnswer = DeepReadonly<z.infer<typeof lineSchema>>;

export interface BulkResources extends IntakeResources {
  readonly logger: Logger;
}

interface AnswerResources extends BulkResources {
  readonly quota: Quota | undefined;
  /** Aborted when the client has left. */
  readonly signal: AbortSignal;
}

/**
 * Accepts many articles. Each gets a line of the response, in order, while later articles are still
 * arriving.
 */
export function postBulk(resources: BulkResources, options: BulkOptions) {
  return async function handle(request: Request): Promise<Reply> {
    const type = mediaTypeOf(request);
    const signal = requestSignal(request);
    request.setTimeout(IDLE_MS, () => request.destroy());
    const articles = LINE_TYPES.includes(type)
      ? articlesOfLines(request, options, signal)
      : await articlesOfFeed(type, request, options);
    const quota = quotaOf(request);
    const body = Readable.from(answers(articles, { ...resources, quota, signal }, options));
    return { status: 200, type: NDJSON, headers: { 'Cache-Control': 'no-store' }, body };
  };
}

/**
 * Yields a line of NDJSON for each article. If the submission breaks off, the last line says so.
 */
async function* answers(
  articles: AsyncIterable<Numbered>,
  resources: AnswerResources,
  { maxBodyBytes }: BulkOptions,
): AsyncGenerator<string, void, undefined> {
  let last = 0;
  const options = {
    maxItems: MAX_CONCURRENT,
    weightOf: ({ bytes }: Numbered) => bytes,
    maxWeight: 2 * maxBodyBytes,
    signal: resources.signal,
  };
  let refusals = 0;
  try {
    for await (const answer of inOrder(articles, (article) => answerTo(article, resources), options)) {
      last = answer.line;
      yield `${JSON.stringify(answer)}\n`;
      refusals = Math.max(0, refusals + (answer.error ? 1 : -1));
      if (refusals >= MAX_REFUSED_LINES) throw tooManyRefused(answer);
    }
  } catch (error) {
    yield `${JSON.stringify(refused(last + 1, error, resources))}\n`;
  }
}

/** The client may send the rest again if it may send the last line again. */
function tooManyRefused({ retryAfter: retryAfterSeconds }: LineAnswer): AppError {
  const detail = `${MAX_REFUSED_LINES} more lines were refused than accepted, so the lines from here on were not read`;
  return retryAfterSeconds === undefined
    ? new AppError('invalid_request', detail)
    : new AppError('overloaded', detail, { retryAfterSeconds });
}

async function answerTo(numbered: Numbered, resources: AnswerResources): Promise<LineAnswer> {
  const { line, article, bytes, name, release } = numbered;
  const { quota } = resources;
  try {
    await quota?.take();
    const acceptance = await acceptArticle(resources, await inTurn(bytes, article));
    const status = isFinished(acceptance.record) ? 200 : 202;
    return { line, status, id: acceptance.record.id, duplicate: acceptance.isDuplicate };
  } catch (error) {
    const answer = refused(line, error, resources, name);
    // A failure of the service does not count against the limit of the key.
    if (answer.status === 503) quota?.giveBack();
    return answer;
  } finally {
    release();
  }
}

function refused(
  line: number,
  error: unknown,
  { logger, metrics }: BulkResources,
  name: ItemName = {},
): LineAnswer {
  // A line has no request id.
  const { status, code, detail, errors } = problemOf(error, '');
  const retryAfter = retryAfterOf(error);
  metrics.http.refused.inc({ code });
  if (code === 'internal') logger.error({ line, error }, 'unexpected error');
  return {
    line,
    status,
    ...name,
    error: { code, detail, ...(errors ? { errors } : {}) },
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}
