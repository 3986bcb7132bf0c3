import type { Company, Enrichment } from '../article.ts';
import type { ArticleRecord } from '../article-record.ts';
import { articleIri, listingIri, pagesOf, SCHEMA_TYPES, tickerSymbol } from '../company-identity.ts';

/** The context of schema.org's vocabulary, and the profile of the media type. */
export const SCHEMA_PROFILE = 'https://schema.org';

/** An enriched article's metadata in schema.org's vocabulary (JSON-LD); `mentions` are the companies that it genuinely mentions. */
export function toSchemaOrg(
  { id, metadata }: Pick<ArticleRecord, 'id' | 'metadata'>,
  { companies }: Pick<Enrichment, 'companies'>,
): object {
  const { title, url, source, author, publishedAt, externalId } = metadata;
  const known = {
    headline: title,
    url,
    publisher: source === null ? null : { '@type': 'Organization', name: source },
    // Whether the author is a person or an agency is not known; a credit may be either.
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
