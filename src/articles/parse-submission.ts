import { AppError } from '../errors.ts';
import { strip } from './annotate.ts';
import type { Article, Submission } from './article.ts';
import { articleFromPost } from './submissions/hexo-post.ts';
import { articleFromHtml } from './submissions/html.ts';
import { articleFromJson } from './submissions/json.ts';

/** How each media type of a submission is read. */
const READERS: Readonly<Record<string, (text: string) => Submission>> = {
  'application/json': (text) => articleFromJson(text, { html: articleFromHtml, markdown: articleFromPost }),
  'text/html': articleFromHtml,
  'text/markdown': articleFromPost,
};

/** The media types that {@link parseSubmission} takes. */
export const SUBMISSION_TYPES: readonly string[] = Object.keys(READERS);

/**
 * The door for articles: bytes in, a {@link Submission} or an AppError out.
 *
 * An article that tickerspan has annotated before is taken for what it was then, so it has the id it had then.
 *
 * @param mediaType without parameters, in lower case.
 * @throws AppError `unsupported_media_type`, `invalid_request` (not UTF-8, not JSON), `invalid_article`.
 */
export function parseSubmission(mediaType: string, bytes: Uint8Array): Submission {
  const read = Object.hasOwn(READERS, mediaType) ? READERS[mediaType] : undefined;
  if (!read) {
    throw new AppError(
      'unsupported_media_type',
      `Articles are taken as ${SUBMISSION_TYPES.join(', ')}; not as ${mediaType || 'a body without Content-Type'}`,
    );
  }
  const article = read(decodeUtf8(bytes));
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

// The byte order mark is kept: it is a part of the text that is given back.
function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new AppError('invalid_request', 'The body is not UTF-8', { cause });
  }
}
