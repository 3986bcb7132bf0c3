import { AppError } from '../errors.ts';
import { strip } from './annotate.ts';
import type { Article, Submission } from './article.ts';
import { decodeText } from './decode-text.ts';
import { type GivenFields, givenFieldsMetadata } from './given-metadata.ts';
import { outweighedBy } from './metadata-fields.ts';
import { CHINA } from './read-date.ts';
import { articleFromPost } from './submissions/hexo-post.ts';
import { articleFromHtml } from './submissions/html.ts';
import { articleFromJson } from './submissions/json.ts';

/** How to read each media type of a submission. */
const READERS: Readonly<Record<string, (text: string, timeZone: string) => Submission>> = {
  'application/json': (text, timeZone) => {
    const html = (page: string) => articleFromHtml(page, timeZone);
    const markdown = (post: string) => articleFromPost(post, timeZone);
    return articleFromJson(text, { html, markdown }, timeZone);
  },
  'text/html': articleFromHtml,
  'text/markdown': articleFromPost,
  'application/xhtml+xml': articleFromHtml,
  'text/x-markdown': articleFromPost,
};

/** The media types that {@link parseSubmission} accepts. */
export const SUBMISSION_TYPES: readonly string[] = Object.keys(READERS);

/** The media types of {@link SUBMISSION_TYPES} that contain only the text, without other fields. */
export const RAW_TYPES: readonly string[] = SUBMISSION_TYPES.filter((type) => type !== 'application/json');

/**
 * Parses a submission.
 *
 * An article that tickerspan annotated before is read as its original, so it keeps its id.
 *
 * @param mediaType in lower case, without parameters.
 * @param charset the charset that the media type names. By default the text may declare it, or it
 * is UTF-8.
 * @param timeZone the zone of dates without a zone.
 * @param given the metadata sent besides bytes of one of {@link RAW_TYPES}.
 * @throws AppError `unsupported_media_type`, `invalid_request` (invalid in the charset, or not
 * JSON), `invalid_article`.
 */
export function parseSubmission(
  mediaType: string,
  bytes: Uint8Array,
  charset?: string,
  timeZone: string = CHINA,
  given: GivenFields = {},
): Submission {
  const read = Object.hasOwn(READERS, mediaType) ? READERS[mediaType] : undefined;
  if (!read) {
    throw new AppError(
      'unsupported_media_type',
      `Articles are taken as ${SUBMISSION_TYPES.join(', ')}; not as ${mediaType || 'a body without Content-Type'}`,
    );
  }
  const submission = read(decodeText(bytes, charset, read === articleFromHtml ? 'meta' : 'none'), timeZone);
  return checkedArticle(outweighedBy(submission, givenFieldsMetadata(given, timeZone)));
}

/**
 * Returns the article as it was before tickerspan annotated it.
 * @throws AppError `invalid_article` if it has no text, or text that is not Unicode.
 */
export function checkedArticle(article: Article): Article {
  if (article.body.trim() === '') throw emptyArticle(article);
  // JSON can contain a lone surrogate, which UTF-8 cannot encode.
  if (!article.body.isWellFormed() || !article.frontMatter.isWellFormed()) {
    throw new AppError('invalid_article', 'The text has a lone surrogate, which no UTF-8 text can hold', {
      faults: [{ pointer: `/${article.format}`, detail: 'Lone surrogate' }],
    });
  }
  return { ...article, body: strip(article.body) };
}

function emptyArticle({ format }: Article): AppError {
  return new AppError('invalid_article', 'The article has no text', {
    faults: [{ pointer: `/${format}`, detail: 'Empty' }],
  });
}
