import { z } from 'zod';
import { AppError, type Fault, messageOf } from '../../errors.ts';
import type { Article, ArticleMetadata, Submission } from '../article.ts';

const text = (most: number) => z.string().trim().min(1).max(most);

/** A submission in JSON: one of `html` and `markdown`, and what is known beside it. Unknown fields are refused. */
export const jsonSubmissionSchema = z
  .strictObject({
    html: z.string().min(1).optional().describe('The article as HTML, a fragment or a page.'),
    markdown: z
      .string()
      .min(1)
      .optional()
      .describe('The article as a Hexo post: YAML front matter and an HTML body.'),
    title: text(1000).optional(),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2048)
      .optional(),
    source: text(200).optional().describe('The site or feed it was scraped from.'),
    author: text(200).optional(),
    publishedAt: z.iso
      .datetime({
        offset: true,
        error: 'Expected an ISO 8601 date and time with its zone, such as 2021-11-18T23:21:52Z',
      })
      .optional(),
    externalId: text(200).optional().describe("The scraper's own id for the article."),
    callbackUrl: z
      .string()
      .optional()
      .describe(
        'Where the result is posted to once the article is enriched or has failed, as a signed webhook.',
      ),
  })
  .refine(({ html, markdown }) => (html === undefined) !== (markdown === undefined), {
    error: 'Exactly one of html and markdown is needed',
  });

export type JsonSubmission = z.infer<typeof jsonSubmissionSchema>;

/** How the text within a JSON submission is read. */
export interface TextReaders {
  readonly html: (html: string) => Article;
  readonly markdown: (post: string) => Article;
}

/** The article of a JSON submission. What the JSON says beside the text outweighs what the text says of itself. */
export function articleFromJson(json: string, readers: TextReaders): Submission {
  const submission = parseSubmission(json);
  const { html, markdown, callbackUrl, ...given } = submission;
  const article = markdown === undefined ? readers.html(html ?? '') : readers.markdown(markdown);
  return {
    ...article,
    metadata: { ...article.metadata, ...normalised(given) },
    ...(callbackUrl === undefined ? {} : { callbackUrl }),
  };
}

function parseSubmission(json: string): JsonSubmission {
  const parsed = jsonSubmissionSchema.safeParse(parseJson(json));
  if (parsed.success) return parsed.data;
  throw new AppError('invalid_article', 'The article has fields that cannot be taken', {
    faults: parsed.error.issues.flatMap(faultsOf),
  });
}

function parseJson(json: string): unknown {
  try {
    // RFC 8259, 8.1: a byte order mark may be ignored.
    return JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch (cause) {
    // The parser's own message quotes the text; only the place in it is told.
    const place = /at position \d+/.exec(messageOf(cause))?.[0];
    throw new AppError('invalid_request', `The body is not JSON${place ? ` (${place})` : ''}`, { cause });
  }
}

function normalised(
  given: Omit<JsonSubmission, 'html' | 'markdown' | 'callbackUrl'>,
): Partial<ArticleMetadata> {
  const { publishedAt, ...texts } = given;
  const known = Object.entries({
    ...texts,
    ...(publishedAt === undefined ? {} : { publishedAt: new Date(publishedAt).toISOString() }),
  }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known);
}

function faultsOf(issue: z.core.$ZodIssue): readonly Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: pointerTo([...issue.path, key]), detail: 'Unknown field' }));
  }
  return [{ pointer: pointerTo(issue.path), detail: issue.message }];
}

/** RFC 6901. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
