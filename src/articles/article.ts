import type { z } from 'zod';
import type { DeepReadonly } from '../deep-readonly.ts';
import type {
  companySchema,
  formatSchema,
  listedMentionSchema,
  metadataSchema,
  publicationCloseSchema,
} from './article-schemas.ts';
import type { Warning } from './warning.ts';

export type ArticleFormat = z.infer<typeof formatSchema>;

/** The metadata of an article. A field is null if the submission does not have it. */
export type ArticleMetadata = Readonly<z.infer<typeof metadataSchema>>;

/**
 * The document that a scraper submits, with its metadata. `frontMatter + body` is the submitted
 * text, unchanged.
 */
export interface Article {
  readonly format: ArticleFormat;
  readonly metadata: ArticleMetadata;
  /** The front matter of a Hexo post, up to and including its closing line. Otherwise empty. */
  readonly frontMatter: string;
  readonly body: string;
  /**
   * What was left out of the metadata. Absent if nothing was. The article's id does not depend on
   * it.
   */
  readonly warnings?: readonly Warning[];
}

/** An article, and what else its sender asks for. */
export interface Submission extends Article {
  /** As it was sent; it must pass `parseCallbackUrl`. The article's id does not depend on it. */
  readonly callbackUrl?: string;
}

/** An article read from the store, with what was computed when it was accepted. */
export interface StoredText extends Article {
  /** Digest of the body in UTF-8, in hexadecimal. */
  readonly sha256: string;
}

export const NO_METADATA: ArticleMetadata = {
  title: null,
  url: null,
  source: null,
  author: null,
  publishedAt: null,
  externalId: null,
};

/** A mention as results list it. */
export type ListedMention = DeepReadonly<z.infer<typeof listedMentionSchema>>;

export type PublicationClose = Readonly<z.infer<typeof publicationCloseSchema>>;

/** A ticker that an article genuinely mentions. */
export type Company = DeepReadonly<z.infer<typeof companySchema>>;

/** The result of enriching an article. */
export interface Enrichment {
  /** The annotated body. */
  readonly body: string;
  readonly mentions: readonly ListedMention[];
  readonly companies: readonly Company[];
  /** Absent if the result was stored before warnings existed. */
  readonly warnings?: readonly Warning[];
}
