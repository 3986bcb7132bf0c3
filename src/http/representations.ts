import type { StoredText } from '../articles/article.ts';
import type { StoredArticle } from '../articles/lifecycle/article-record.ts';
import type { ArticleStore } from '../articles/lifecycle/article-store.ts';
import { toPost } from '../articles/representations/post.ts';
import { resultJson } from '../articles/representations/result.ts';
import { SCHEMA_PROFILE, toSchemaOrg } from '../articles/representations/schema-org.ts';
import { ANNOTATION_PROFILE, toWebAnnotations } from '../articles/representations/web-annotations.ts';
import { AppError } from '../errors.ts';

/** One form of an article. */
export interface Representation {
  /** Part of its entity tags. */
  readonly name: string;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Renders an enriched article; `json` renders any article. */
  render(stored: StoredArticle, articles: ArticleStore): string | Buffer | Promise<string>;
}

/**
 * We do not trust the text. In a browser it runs no script, loads nothing (an image would tell its
 * author who reads it, and where), sends nothing, cannot be framed, and its links send no referrer.
 */
const UNTRUSTED = {
  'Content-Security-Policy':
    "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-DNS-Prefetch-Control': 'off',
};

const JSON_RESULT: Representation = {
  name: 'json',
  contentType: 'application/json; charset=utf-8',
  render: (stored) => resultJson(stored),
};

export const ANNOTATION_TYPE = `application/ld+json; profile="${ANNOTATION_PROFILE}"`;
export const SCHEMA_TYPE = `application/ld+json; profile="${SCHEMA_PROFILE}"`;

/**
 * By media type, as `Accept` names it. The first is the default. JSON-LD without a profile (RFC
 * 6906) is the first of the two.
 */
const REPRESENTATIONS: Readonly<Record<string, Representation>> = {
  'application/json': JSON_RESULT,
  'text/html': {
    name: 'html',
    contentType: 'text/html; charset=utf-8',
    headers: UNTRUSTED,
    render: (stored) => enrichmentOf(stored).body,
  },
  'text/markdown': {
    name: 'post',
    contentType: 'text/markdown; charset=utf-8',
    headers: UNTRUSTED,
    render: async (stored, articles) => toPost(await textOf(stored, articles), enrichmentOf(stored)),
  },
  [ANNOTATION_TYPE]: {
    name: 'annotations',
    contentType: ANNOTATION_TYPE,
    render: async (stored, articles) => {
      const { body } = await textOf(stored, articles);
      return JSON.stringify(toWebAnnotations(stored.record, body, enrichmentOf(stored)));
    },
  },
  [SCHEMA_TYPE]: {
    name: 'schema',
    contentType: SCHEMA_TYPE,
    render: (stored) => JSON.stringify(toSchemaOrg(stored.record, enrichmentOf(stored))),
  },
};

/** The media types of an article, the default one first. */
export const REPRESENTATION_TYPES: readonly string[] = Object.keys(REPRESENTATIONS);

/** Returns the representation of a media type. An article that is not enriched is always JSON. */
export function representationOf(mediaType: string, { enrichmentJson }: StoredArticle): Representation {
  return (enrichmentJson ? REPRESENTATIONS[mediaType] : undefined) ?? JSON_RESULT;
}

/** @throws AppError `article_not_found` if the article was deleted after it was found. */
async function textOf({ record }: StoredArticle, articles: ArticleStore): Promise<StoredText> {
  const text = await articles.readArticle(record.id);
  if (!text) throw new AppError('article_not_found', 'No article has this id');
  return text;
}

function enrichmentOf({ enrichment }: StoredArticle): NonNullable<StoredArticle['enrichment']> {
  if (!enrichment) throw new Error('an article without enrichment has no text');
  return enrichment;
}
