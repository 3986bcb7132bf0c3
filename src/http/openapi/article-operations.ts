import { FEED_TYPES } from '../../articles/parse-feed.ts';
import { LINE_TYPES } from '../../articles/submissions/ndjson.ts';
import { BODY_EXAMPLE, linesExample, postExample } from './examples.ts';
import type { Content, Operation } from './operation.ts';
import {
  feedParameters,
  givenParameters,
  idParameter,
  idsParameter,
  ifNoneMatchParameter,
  preferParameter,
} from './parameters.ts';

const ONE_ARTICLE: Readonly<Record<string, Content>> = {
  'application/json': 'Submission',
  'text/html': { text: BODY_EXAMPLE },
  'application/xhtml+xml': { text: BODY_EXAMPLE },
  'text/markdown': { text: postExample },
  'text/x-markdown': { text: postExample },
};

const FEED = '<rss version="2.0"><channel><item><description>…</description></item></channel></rss>';

const REFUSALS = [
  'invalid_request',
  'invalid_article',
  'article_too_large',
  'unsupported_media_type',
  'overloaded',
  'store_unavailable',
] as const;

/** What can be done with articles. */
export const ARTICLE_OPERATIONS: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/articles',
    operationId: 'submitArticles',
    summary: 'Submit an article, or many',
    description:
      'One article as JSON, HTML or a Hexo post; many as NDJSON, one a line, or as a feed, an item an article. The answer leaves when everything is stored and queued; a retry is safe. `Content-Encoding` may be gzip (x-gzip), br or deflate. A 415 lists in `Accept-Post` or `Accept-Encoding` what is taken.',
    scope: 'submit',
    parameters: [...givenParameters, preferParameter],
    request: {
      ...ONE_ARTICLE,
      ...Object.fromEntries(LINE_TYPES.map((type) => [type, { text: linesExample }])),
      ...Object.fromEntries(FEED_TYPES.map((type) => [type, { text: FEED }])),
      'application/atom+xml': { text: '<feed xmlns="http://www.w3.org/2005/Atom"></feed>' },
      'application/feed+json': {
        text: '{"version":"https://jsonfeed.org/version/1.1","title":"…","items":[]}',
      },
    },
    answers: {
      200: {
        description:
          'One article: it was known and is finished, or is finished within the time to wait; then the answer is its result. Many: a line for each, in order.',
        headers: ['Location', 'Preference-Applied'],
        content: { 'application/json': ['Receipt', 'Result'], 'application/x-ndjson': 'Line' },
      },
      202: {
        description: 'It is stored and queued, and can be read at once.',
        headers: ['Location', 'Retry-After', 'Preference-Applied'],
        content: { 'application/json': 'Receipt' },
      },
    },
    problems: REFUSALS,
  },
  {
    method: 'get',
    path: '/v1/articles/{id}',
    operationId: 'getArticle',
    summary: 'Read an article',
    description:
      'As far as it is, in JSON; once it is enriched also as HTML (the annotated body), as a Hexo post, as W3C Web Annotations, or in schema.org’s vocabulary. The two JSON-LD forms are told apart by their profile.',
    scope: 'read',
    parameters: [idParameter, preferParameter, ifNoneMatchParameter],
    answers: {
      200: {
        description: 'It is finished: enriched, or failed, as `status` says.',
        headers: ['ETag', 'Vary', 'Cache-Control', 'Preference-Applied'],
        content: {
          'application/json': 'Result',
          'text/html': { text: BODY_EXAMPLE },
          'text/markdown': { text: postExample },
          'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"': 'Annotations',
          'application/ld+json; profile="https://schema.org"': 'SchemaOrg',
        },
      },
      202: {
        description: 'It waits, or is worked on.',
        headers: ['Retry-After', 'Vary', 'Cache-Control', 'Preference-Applied'],
        content: { 'application/json': 'Result' },
      },
      304: { description: 'The client has it already.', headers: ['ETag', 'Vary', 'Cache-Control'] },
    },
    problems: [
      'invalid_request',
      'article_not_found',
      'not_acceptable',
      'article_expired',
      'store_unavailable',
    ],
  },
  {
    method: 'get',
    path: '/v1/articles',
    operationId: 'listArticles',
    summary: 'Several articles by their ids, or the feed of finished ones',
    description:
      'With `ids`, these articles, each with its result or its problem. Without, finished articles in the order of the feed, which new ones do not disturb; as a page, an event stream, lines or a feed.',
    scope: 'read',
    parameters: [idsParameter, ...feedParameters, preferParameter],
    answers: {
      200: {
        description:
          'The articles; as lines and as events, a summary is each line, and the data of each event.',
        headers: ['Cache-Control', 'Preference-Applied', 'Vary'],
        content: {
          'application/json': ['ArticlesById', 'Page'],
          'text/event-stream': 'Summary',
          'application/x-ndjson': 'Summary',
          'application/feed+json': { text: '{"version":"https://jsonfeed.org/version/1.1","items":[]}' },
          'application/rss+xml': { text: FEED },
        },
      },
    },
    problems: ['invalid_request', 'not_acceptable', 'store_unavailable'],
  },
  {
    method: 'post',
    path: '/v1/articles/{id}/refresh',
    operationId: 'refreshArticle',
    summary: 'Enrich an article again, with the quotes of today',
    description: 'Makes a new revision.',
    scope: 'submit',
    parameters: [idParameter],
    answers: {
      202: {
        description: 'It is queued.',
        headers: ['Location', 'Retry-After'],
        content: { 'application/json': 'Refresh' },
      },
    },
    problems: ['article_not_found', 'article_expired', 'store_unavailable'],
  },
  {
    method: 'delete',
    path: '/v1/articles/{id}',
    operationId: 'deleteArticle',
    summary: 'Delete an article',
    description: 'It is gone from the store and the feed; its id is not known any more.',
    scope: 'submit',
    parameters: [idParameter],
    answers: { 204: { description: 'It is gone.' } },
    problems: ['article_not_found', 'store_unavailable'],
  },
  {
    method: 'post',
    path: '/v1/explain',
    operationId: 'explainArticle',
    summary: 'Explain what would be made of an article',
    description:
      'Every candidate, whether it is a mention, and why; warnings. Nothing is stored. One article is explained at a time; when too many wait, the answer is 503.',
    scope: 'read',
    parameters: givenParameters,
    request: ONE_ARTICLE,
    answers: {
      200: {
        description: 'The explanation.',
        headers: ['Cache-Control'],
        content: { 'application/json': 'Explanation' },
      },
    },
    problems: [
      'invalid_request',
      'invalid_article',
      'article_too_large',
      'unsupported_media_type',
      'overloaded',
    ],
  },
];
