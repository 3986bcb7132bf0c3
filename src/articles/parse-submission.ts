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

/** How each media type of a submission is read. */
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

/** The media types that {@link parseSubmission} takes. */
export const SUBMISSION_TYPES: readonly string[] = Object.keys(READERS);

/** Those of {@link SUBMISSION_TYPES} that are the text itself, with no room for fields beside it. */
export const RAW_TYPES: readonly string[] = SUBMISSION_TYPES.filter((type) => type !== 'application/json');

/**
 * The door for articles: bytes in, a {@link Submission} or an AppError out.
 *
 * An article that tickerspan has annotated before is taken for what it was then, so it has the id it had then.
 *
 * @param mediaType without parameters, in lower case.
 * @param charset that the media type names; undefined: the text may name it, else it is UTF-8.
 * @param timeZone the zone of dates that name none.
 * @param given what is said beside bytes of one of {@link RAW_TYPES}.
 * @throws AppError `unsupported_media_type`, `invalid_request` (bytes that are not of the charset, not JSON), `invalid_article`.
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

/** An article that has text, which can be given back; as it was before tickerspan annotated it. @throws AppError `invalid_article`. */
export function checkedArticle(article: Article): Article {
  if (article.body.trim() === '') throw emptyArticle(article);
  // A lone surrogate, which JSON can spell, is no text: it could not be given back as UTF-8.
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
