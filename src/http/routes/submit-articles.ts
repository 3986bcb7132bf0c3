import { z } from 'zod';
import { FEED_TYPES } from '../../articles/parse-feed.ts';
import { resultSchema } from '../../articles/representations/result.ts';
import { LINE_TYPES } from '../../articles/submissions/ndjson.ts';
import { isBulk } from '../body/parse-request.ts';
import { LINES_EXAMPLE, RSS_EXAMPLE } from '../examples.ts';
import { type PollingResources, postArticle, receiptSchema } from '../intake/post-article.ts';
import { type BulkResources, lineSchema, postBulk } from '../intake/post-bulk.ts';
import { givenQuery, oneArticle } from '../intake/submission-forms.ts';
import { preferHeader } from '../prefer-wait.ts';
import type { Content, Route } from '../route.ts';

const lines = z.string().meta({ example: LINES_EXAMPLE });
const rss = z.string().meta({ example: RSS_EXAMPLE });

/** Other feeds are RSS. */
const FEED_SCHEMAS: Content = {
  'application/atom+xml': z.string().meta({ example: '<feed xmlns="http://www.w3.org/2005/Atom"></feed>' }),
  'application/feed+json': z
    .string()
    .meta({ example: '{"version":"https://jsonfeed.org/version/1.1","title":"…","items":[]}' }),
};

/** Accepts one article, or many. */
export const submitArticles: Route<BulkResources & PollingResources> = {
  method: 'post',
  path: '/v1/articles',
  scope: 'submit',
  summary: 'Submit an article, or many',
  description:
    'Send one article as JSON, HTML or a Hexo post. Send many as NDJSON, one article a line, or as a feed, one article an item. The response comes when everything is stored and queued. Retrying is safe. `Content-Encoding` may be gzip (or x-gzip), br or deflate. A 415 lists in `Accept-Post` or `Accept-Encoding` what is accepted.',
  request: {
    query: givenQuery,
    headers: z.object({ Prefer: preferHeader }),
    body: {
      ...oneArticle,
      ...Object.fromEntries(LINE_TYPES.map((type) => [type, lines])),
      ...Object.fromEntries(FEED_TYPES.map((type) => [type, FEED_SCHEMAS[type] ?? rss])),
    },
  },
  answers: {
    200: {
      description:
        'One article: it was known and is finished, or it was finished within the time to wait. In the second case, the body is its result. Many articles: a line for each, in order.',
      headers: ['Location', 'Preference-Applied'],
      content: {
        'application/json': z.union([receiptSchema, resultSchema]),
        'application/x-ndjson': lineSchema,
      },
    },
    202: {
      description: 'The article is stored and queued. It can be read immediately.',
      headers: ['Location', 'Retry-After', 'Preference-Applied'],
      content: { 'application/json': receiptSchema },
    },
  },
  problems: [
    'invalid_request',
    'invalid_article',
    'article_too_large',
    'unsupported_media_type',
    'overloaded',
    'store_unavailable',
  ],
  handler: (resources, options) => {
    const one = postArticle(resources, options);
    const many = postBulk(resources, options);
    return (request) => (isBulk(request) ? many(request) : one(request));
  },
};
