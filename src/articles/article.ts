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

/** What is known about an article besides its text; a field is null if the submission does not say. */
export type ArticleMetadata = Readonly<z.infer<typeof metadataSchema>>;

/** The document a scraper submits, with its metadata. `frontMatter + body` is the text as it came. */
export interface Article {
  readonly format: ArticleFormat;
  readonly metadata: ArticleMetadata;
  /** Of a Hexo post all up to and with the line that closes the front matter; otherwise empty. */
  readonly frontMatter: string;
  readonly body: string;
  /** What was left out of the metadata; absent if nothing was. No part of the article: its id does not depend on it. */
  readonly warnings?: readonly Warning[];
}

/** What was submitted: an article, and what its sender wants beside that. */
export interface Submission extends Article {
  /** As it was sent; it has to pass `parseCallbackUrl`. No part of the article: its id does not depend on it. */
  readonly callbackUrl?: string;
}

/** An article out of the store, with what was computed when it came. */
export interface StoredText extends Article {
  /** Of the body as UTF-8, in hexadecimal. */
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

/** A mention as a result lists it. */
export type ListedMention = DeepReadonly<z.infer<typeof listedMentionSchema>>;

export type PublicationClose = Readonly<z.infer<typeof publicationCloseSchema>>;

/** A ticker that an article genuinely mentions. */
export type Company = DeepReadonly<z.infer<typeof companySchema>>;

/** What enriching makes of an article. */
export interface Enrichment {
  /** The annotated body. */
  readonly body: string;
  readonly mentions: readonly ListedMention[];
  readonly companies: readonly Company[];
  /** Absent where it was stored before there were any. */
  readonly warnings?: readonly Warning[];
}
