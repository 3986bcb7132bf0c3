import { GIVEN_FIELDS } from '../../articles/given-metadata.ts';
import { MAX_WAIT_SECONDS } from '../prefer-wait.ts';
import { ENDPOINT_ID_EXAMPLE, ID_EXAMPLE } from './examples.ts';
import type { Parameter } from './operation.ts';

export const idParameter: Parameter = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The id of an article.',
  schema: { type: 'string' },
  example: ID_EXAMPLE,
};

export const endpointParameter: Parameter = {
  name: 'endpoint',
  in: 'path',
  required: true,
  description: 'The id of an endpoint, as the list of them tells it.',
  schema: { type: 'string' },
  example: ENDPOINT_ID_EXAMPLE,
};

export const preferParameter: Parameter = {
  name: 'Prefer',
  in: 'header',
  description: `wait=N (RFC 7240) holds the request until there is something to tell, N seconds at most, ${MAX_WAIT_SECONDS} however many are asked for.`,
  schema: { type: 'string' },
  example: 'wait=10',
};

export const ifNoneMatchParameter: Parameter = {
  name: 'If-None-Match',
  in: 'header',
  description: 'The ETags of what the client has (RFC 9110), or *: answers 304 when it is the same.',
  schema: { type: 'string' },
};

export const idsParameter: Parameter = {
  name: 'ids',
  in: 'query',
  description:
    '1 to 100 ids, parted by commas: answers these articles, and the other parameters do not count.',
  schema: { type: 'string' },
  example: ID_EXAMPLE,
};

export const feedParameters: readonly Parameter[] = [
  {
    name: 'after',
    in: 'query',
    description: 'A cursor: what was finished after it. Without one, from the beginning.',
    schema: { type: 'string' },
  },
  {
    name: 'ticker',
    in: 'query',
    description: 'Only articles that genuinely mention it.',
    schema: { type: 'string' },
  },
  {
    name: 'source',
    in: 'query',
    description: 'Only articles from this site or feed.',
    schema: { type: 'string' },
  },
  {
    name: 'limit',
    in: 'query',
    description: 'How many at most.',
    schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
  },
  {
    name: 'Last-Event-ID',
    in: 'header',
    description: 'As `after`, for text/event-stream.',
    schema: { type: 'string' },
  },
];

/** What a raw submission is accompanied by: the names are those of the fields in JSON. */
const GIVEN: Readonly<Record<(typeof GIVEN_FIELDS)[number], string>> = {
  title: 'The title of the article.',
  url: 'Where the article was published.',
  source: 'The site or feed it was scraped from. Also for a feed: it counts for all items.',
  author: 'Who wrote it.',
  publishedAt: 'When it was published (ISO 8601).',
  externalId: "The scraper's own id for the article.",
};

export const givenParameters: readonly Parameter[] = GIVEN_FIELDS.map((name) => ({
  name,
  in: 'query',
  description: `${GIVEN[name]} For HTML and Markdown, as the field of this name in JSON; it outweighs what the text says.`,
  schema: { type: 'string' },
}));

export const tickersParameter: Parameter = {
  name: 'tickers',
  in: 'query',
  required: true,
  description:
    '1 to 200 tickers, parted by commas. Each counts against the rate limit of the key, also one that is cached.',
  schema: { type: 'string' },
  example: 'sz000625,hk00700,usBABA',
};

export const cacheControlParameter: Parameter = {
  name: 'Cache-Control',
  in: 'header',
  description: 'max-age=N: no quote that was fetched more than N seconds ago (RFC 9111).',
  schema: { type: 'string' },
};
