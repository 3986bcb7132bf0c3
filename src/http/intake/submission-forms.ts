import { z } from 'zod';
import { GIVEN_FIELDS } from '../../articles/given-metadata.ts';
import { jsonSubmissionSchema } from '../../articles/submissions/json.ts';
import { BODY_EXAMPLE, POST_EXAMPLE } from '../examples.ts';
import type { Content } from '../route.ts';

/** What a query says about the article in a raw body. The names are those of the fields in JSON. */
const GIVEN: Readonly<Record<(typeof GIVEN_FIELDS)[number], string>> = {
  title: 'The title of the article.',
  url: 'Where the article was published.',
  source: 'The site or feed it was scraped from. For a feed, it applies to all items.',
  author: 'Who wrote it.',
  publishedAt: 'When it was published (ISO 8601).',
  externalId: "The scraper's own id for the article.",
};

/** Read by `givenFieldsOf`, and checked as the fields of a submission in JSON are. */
export const givenQuery = z.object(
  Object.fromEntries(
    GIVEN_FIELDS.map((name) => [
      name,
      z
        .string()
        .optional()
        .describe(
          `${GIVEN[name]} For HTML and Markdown, it replaces what the text says, as the field of this name in JSON does.`,
        ),
    ]),
  ),
);

const html = z.string().meta({ example: BODY_EXAMPLE });
const post = z.string().meta({ example: POST_EXAMPLE });

/** The forms of one article. */
export const oneArticle: Content = {
  'application/json': jsonSubmissionSchema,
  'text/html': html,
  'text/markdown': post,
  'application/xhtml+xml': html,
  'text/x-markdown': post,
};
