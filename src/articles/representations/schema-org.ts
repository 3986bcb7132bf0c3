import { z } from 'zod';
import type { Company, Enrichment } from '../article.ts';
import { articleIri, listingIri, pagesOf, SCHEMA_TYPES, tickerSymbol } from '../company-identity.ts';
import type { ArticleRecord } from '../lifecycle/article-record.ts';

/** The context of schema.org's vocabulary, and the profile of the media type. */
export const SCHEMA_PROFILE = 'https://schema.org';

export const schemaOrgSchema = z
  .looseObject({
    '@context': z.literal(SCHEMA_PROFILE),
    '@type': z.literal('NewsArticle'),
    '@id': z.string(),
    mentions: z.array(z.looseObject({ '@type': z.string(), '@id': z.string(), name: z.string() })),
  })
  .describe("The article in schema.org's vocabulary; `mentions` are its companies.");

/**
 * Returns the metadata of an enriched article in schema.org's vocabulary (JSON-LD). Its `mentions`
 * are the genuinely mentioned companies.
 */
export function toSchemaOrg(
  { id, metadata }: Pick<ArticleRecord, 'id' | 'metadata'>,
  { companies }: Pick<Enrichment, 'companies'>,
): object {
  const { title, url, source, author, publishedAt, externalId } = metadata;
  const known = {
    headline: title,
    url,
    publisher: source === null ? null : { '@type': 'Organization', name: source },
    // We do not know whether the author is a person or an agency. A credit may be either.
    creditText: author,
    datePublished: publishedAt,
    identifier: externalId,
  };
  return {
    '@context': SCHEMA_PROFILE,
    '@type': 'NewsArticle',
    '@id': articleIri(id),
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null)),
    mentions: companies.map(mentioned),
  };
}

function mentioned(company: Company): object {
  const symbol = tickerSymbol(company);
  return {
    '@type': SCHEMA_TYPES[company.kind],
    '@id': listingIri(company.ticker),
    name: company.name,
    identifier: company.ticker,
    ...(symbol === undefined ? {} : { tickerSymbol: symbol }),
    sameAs: pagesOf(company),
  };
}
