import { z } from 'zod';
import type { Company, Enrichment, ListedMention } from '../article.ts';
import { articleIri, listingIri, pagesOf, SCHEMA_TYPES, tickerSymbol } from '../company-identity.ts';
import type { ArticleRecord } from '../lifecycle/article-record.ts';

/**
 * The context of the W3C Web Annotation vocabulary, which also declares the prefix `schema`. It is
 * the profile of the media type, too.
 */
export const ANNOTATION_PROFILE = 'http://www.w3.org/ns/anno.jsonld';

const selectorSchema = z.union([
  z.strictObject({
    type: z.literal('TextQuoteSelector'),
    exact: z.string(),
    prefix: z.string(),
    suffix: z.string(),
  }),
  z.strictObject({
    type: z.literal('TextPositionSelector'),
    start: z.int().min(0).describe('Unicode code points into the submitted body, not UTF-16 code units.'),
    end: z.int().min(0),
  }),
]);

export const annotationsSchema = z
  .strictObject({
    '@context': z.literal(ANNOTATION_PROFILE),
    id: z.string(),
    type: z.literal('AnnotationCollection'),
    label: z.string(),
    total: z.int().min(0),
    first: z.strictObject({
      id: z.string(),
      type: z.literal('AnnotationPage'),
      startIndex: z.int(),
      items: z.array(
        z.strictObject({
          id: z.string(),
          type: z.literal('Annotation'),
          motivation: z.literal('identifying'),
          created: z.iso.datetime().optional(),
          body: z.looseObject({ type: z.literal('SpecificResource'), purpose: z.literal('identifying') }),
          target: z.strictObject({ source: z.string(), selector: z.array(selectorSchema) }),
        }),
      ),
    }),
  })
  .describe(
    'The genuine mentions as W3C Web Annotations of the submitted body, which is read as plain text.',
  );

/** How many characters to quote on each side. */
const AROUND = 32;

/**
 * Returns the genuine mentions of an enriched article as W3C Web Annotations (JSON-LD). The
 * selectors read the submitted body as plain text, including its markup. `start` and `end` count
 * Unicode code points, as the Web Annotation Data Model (4.2.5) demands, while `mentions` in JSON
 * count UTF-16 code units.
 */
export function toWebAnnotations(
  { id, enrichedAt, revision }: Pick<ArticleRecord, 'id' | 'enrichedAt' | 'revision'>,
  body: string,
  { mentions, companies }: Pick<Enrichment, 'mentions' | 'companies'>,
): object {
  const known = new Map(companies.map((company) => [company.ticker, company]));
  const codePoints = codePointsOf(body);
  const source = { id: `${articleIri(id)}#body`, type: 'Text', format: 'text/plain' };
  const items = mentions.flatMap((mention, index) => {
    const company = known.get(mention.ticker);
    if (!mention.genuine || !company) return [];
    return [
      {
        id: `${articleIri(id)}#mention-${revision}-${index}`,
        type: 'Annotation',
        motivation: 'identifying',
        ...(enrichedAt === null ? {} : { created: enrichedAt }),
        body: identified(company),
        target: { source: source.id, selector: selectorsOf(mention, body, codePoints) },
      },
    ];
  });
  return {
    '@context': ANNOTATION_PROFILE,
    id: `${articleIri(id)}#annotations`,
    type: 'AnnotationCollection',
    label: 'The listed companies that the article mentions',
    total: items.length,
    first: { id: `${articleIri(id)}#annotations-1`, type: 'AnnotationPage', startIndex: 0, items },
  };
}

function identified(company: Company): object {
  const symbol = tickerSymbol(company);
  return {
    type: 'SpecificResource',
    purpose: 'identifying',
    source: {
      id: listingIri(company.ticker),
      type: `schema:${SCHEMA_TYPES[company.kind]}`,
      'schema:name': company.name,
      'schema:identifier': company.ticker,
      ...(symbol === undefined ? {} : { 'schema:tickerSymbol': symbol }),
      'schema:sameAs': pagesOf(company).map((page) => ({ id: page })),
    },
  };
}

/** Returns two selectors for the same place. */
function selectorsOf(
  { start, end }: Pick<ListedMention, 'start' | 'end'>,
  body: string,
  codePoints: (offset: number) => number,
): readonly object[] {
  // Omit halves of surrogate pairs, because such a text would not be valid.
  const prefix = [...body.slice(Math.max(0, start - 2 * AROUND - 1), start)].slice(-AROUND).join('');
  const suffix = [...body.slice(end, end + 2 * AROUND + 1)].slice(0, AROUND).join('');
  return [
    { type: 'TextQuoteSelector', exact: body.slice(start, end), prefix, suffix },
    { type: 'TextPositionSelector', start: codePoints(start), end: codePoints(end) },
  ];
}

/**
 * Converts offsets in UTF-16 code units to offsets in code points, by subtracting the surrogate
 * pairs before.
 */
function codePointsOf(text: string): (offset: number) => number {
  const pairs = [...text.matchAll(/[\ud800-\udbff](?=[\udc00-\udfff])/g)].map(({ index }) => index);
  return (offset) => offset - countBelow(pairs, offset);
}

/** Counts the ascending numbers below a limit. */
function countBelow(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
