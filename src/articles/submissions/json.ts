import { z } from 'zod';
import { isCleanText } from '../../clean-text.ts';
import { AppError, type Fault } from '../../errors.ts';
import type { Article, Submission } from '../article.ts';
import { givenMetadata, isEmpty, metadataShape, outweighedBy } from '../metadata-fields.ts';
import { JsonTooComplex, parseJson } from '../parse-json.ts';
import { CHINA } from '../read-date.ts';

/** A submission in JSON: `html` or `markdown`, and metadata. Unknown fields are refused. */
export const jsonSubmissionSchema = z
  .strictObject({
    html: z.string().nullish().describe('The article as HTML, a fragment or a page.'),
    markdown: z
      .string()
      .nullish()
      .describe('The article as a Hexo post: YAML or JSON front matter and an HTML body.'),
    ...metadataShape,
    callbackUrl: z
      .string()
      .refine(isCleanText, { error: 'Contains a control character or a lone surrogate: remove it' })
      .nullish()
      .describe(
        'Where the result is posted to once the article is enriched or has failed, as a signed webhook.',
      ),
  })
  .refine(({ html, markdown }) => !html !== !markdown, {
    error: 'Exactly one of html and markdown is needed',
  });

export type JsonSubmission = z.infer<typeof jsonSubmissionSchema>;

/** How to read the text inside a JSON submission. */
export interface TextReaders {
  readonly html: (html: string) => Article;
  readonly markdown: (post: string) => Article;
}

/**
 * Reads a JSON submission. Its fields outweigh what the text says about itself. A null or blank
 * field counts as absent.
 *
 * @param timeZone the zone of dates without a zone.
 */
export function articleFromJson(json: string, readers: TextReaders, timeZone: string = CHINA): Submission {
  const submission = parseSubmission(json);
  const { html, markdown, callbackUrl, ...given } = submission;
  const article = markdown ? readers.markdown(markdown) : readers.html(html ?? '');
  return {
    ...outweighedBy(article, givenMetadata(given, timeZone)),
    ...(callbackUrl ? { callbackUrl } : {}),
  };
}

/**
 * A submission has about a dozen text fields. Within these limits, every wrong field is reported.
 */
const LIMITS = { maxValues: 2000, maxDepth: 20 };

function parseSubmission(json: string): JsonSubmission {
  const value = parsedJson(json);
  const emptyTexts = removeEmpty(value).filter((field) => field === 'html' || field === 'markdown');
  const parsed = jsonSubmissionSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid_article', UNACCEPTABLE, {
    faults: parsed.error.issues.flatMap((issue) => faultsOf(issue, emptyTexts)),
  });
}

const UNACCEPTABLE = 'The article has invalid fields';

/**
 * Removes known fields that are null or blank, because scrapers write those for unknown values.
 * Returns their names.
 */
function removeEmpty(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const fields = value as Record<string, unknown>;
  const empty = Object.keys(jsonSubmissionSchema.shape).filter(
    (name) => Object.hasOwn(fields, name) && isEmpty(fields[name]),
  );
  for (const name of empty) delete fields[name];
  return empty;
}

function parsedJson(json: string): unknown {
  try {
    return parseJson(json, LIMITS);
  } catch (error) {
    if (!(error instanceof JsonTooComplex)) throw error;
    const { keys, keyCount } = error.outline;
    const unknown = keys.filter((key) => !Object.hasOwn(jsonSubmissionSchema.shape, key));
    if (unknown.length === 0) {
      const detail = `Expected texts, not ${LIMITS.maxValues} values or ${LIMITS.maxDepth} levels`;
      throw new AppError('invalid_article', UNACCEPTABLE, { faults: [{ pointer: '', detail }] });
    }
    throw new AppError('invalid_article', UNACCEPTABLE, {
      faults: unknown.map((key) => ({ pointer: pointerTo([key]), detail: 'Unknown field' })),
      faultCount: keyCount - (keys.length - unknown.length),
    });
  }
}

function faultsOf(issue: z.core.$ZodIssue, emptyTexts: readonly string[]): readonly Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: pointerTo([...issue.path, key]), detail: 'Unknown field' }));
  }
  // The text is missing because the field for it is empty.
  if (issue.code === 'custom' && issue.path.length === 0 && emptyTexts.length === 1) {
    return [{ pointer: pointerTo(emptyTexts), detail: 'Empty' }];
  }
  return [{ pointer: pointerTo(issue.path), detail: issue.message }];
}

/** RFC 6901. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
