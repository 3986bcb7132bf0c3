import { Readable } from 'node:stream';
import type { Request } from 'express';
import type { ItemName } from '../articles/feed-item.ts';
import { isFinished } from '../articles/lifecycle/article-record.ts';
import { FEED_TYPES } from '../articles/parse-feed.ts';
import { LINE_TYPES } from '../articles/submissions/ndjson.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { acceptArticle, type IntakeResources } from './accept-article.ts';
import { articlesOfFeed, articlesOfLines, type BulkOptions, NDJSON, type Numbered } from './bulk-articles.ts';
import { inTurn } from './heavy-work.ts';
import { inOrder } from './in-order.ts';
import { mediaTypeOf } from './parse-request.ts';
import { problemOf, retryAfterOf } from './problem.ts';
import type { Quota } from './quota.ts';
import { quotaOf } from './rate-limit.ts';
import type { Reply } from './reply.ts';
import { requestSignal } from './request-signal.ts';

/** How many articles of one request are processed at a time: enough to hide Redis' latency, few enough to be fair to others. */
const MAX_CONCURRENT = 16;

/** How long the connection of a stream of articles may be idle; what both sides wait for then will never come. */
const IDLE_MS = 120_000;

/** How many more lines may be refused than accepted, so far. Whoever has so many wrong is not reading the answers. */
const MAX_REFUSED_LINES = 10_000;

/** What became of one article of many. */
export interface LineAnswer {
  readonly line: number;
  readonly status: number;
  readonly id?: string;
  readonly duplicate?: boolean;
  /** What the feed calls an item that is refused. */
  readonly guid?: string;
  readonly link?: string;
  readonly error?: { readonly code: string; readonly detail: string; readonly errors?: readonly object[] };
  /** When to send it again, in seconds, if it was refused only for now. */
  readonly retryAfter?: number;
}

export interface BulkResources extends IntakeResources {
  readonly logger: Logger;
}

interface AnswerResources extends BulkResources {
  readonly quota: Quota | undefined;
  /** Aborted when the client has left. */
  readonly signal: AbortSignal;
}

/** Whether a request submits many articles at once, whose body nobody may gather before it is looked at. */
export function isBulk(request: {
  readonly headers: { readonly 'content-type'?: string | undefined };
}): boolean {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  const essence = type.trim().toLowerCase();
  return LINE_TYPES.includes(essence) || FEED_TYPES.includes(essence);
}

/** `POST /v1/articles` of many articles: each is answered by a line of its own, in their order, while the rest is still coming. */
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

/** A line of NDJSON for each article; where the submission breaks off, the last says so. */
async function* answers(
  articles: AsyncIterable<Numbered>,
  resources: AnswerResources,
  { maxBodyBytes }: BulkOptions,
): AsyncGenerator<string, void, undefined> {
  let last = 0;
  const options = {
    most: MAX_CONCURRENT,
    weightOf: ({ bytes }: Numbered) => bytes,
    heaviest: 2 * maxBodyBytes,
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

/** The rest may be sent again if the last line may. */
function tooManyRefused({ retryAfter: retryAfterSeconds }: LineAnswer): AppError {
  const detail = `${MAX_REFUSED_LINES} more lines were refused than accepted: the lines from here on were not read`;
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
    // The service could not do it: that uses up nobody's limit.
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
  // A line is no request of its own.
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
