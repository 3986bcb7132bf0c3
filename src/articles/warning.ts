import { z } from 'zod';
import { tickerSchema } from '../tickers/ticker.ts';

const WARNING_CODES = [
  // Metadata of the document that was left out.
  'url-dropped',
  'date-dropped',
  'text-dropped',
  // Findings in the body.
  'mojibake',
  'unclosed-span',
  'empty-span',
  'unknown-market',
  'index-not-company',
  'comment-and-spans-disagree',
  'too-many-mentions',
] as const;

/** An offset into the body of an article. */
export const offsetSchema = z
  .int()
  .min(0)
  .describe(
    'UTF-16 code units into the submitted body. The body of a Hexo post begins after its front matter.',
  );

export const warningSchema = z
  .strictObject({
    code: z.enum(WARNING_CODES),
    detail: z.string(),
    ticker: tickerSchema.exactOptional(),
    start: offsetSchema.exactOptional(),
  })
  .describe('Something about the article that its scraper may want to look at. The article is accepted.');

export type Warning = Readonly<z.infer<typeof warningSchema>>;

/** How many warnings an article may have. */
export const MAX_WARNINGS = 100;
/** The longest detail of a warning, in UTF-16 code units. */
const MAX_WARNING_DETAIL = 500;

/**
 * Returns the first {@link MAX_WARNINGS} warnings, each with a detail of at most {@link
 * MAX_WARNING_DETAIL}.
 */
export function boundedWarnings(warnings: readonly Warning[]): readonly Warning[] {
  return warnings.slice(0, MAX_WARNINGS).map((warning) => {
    if (warning.detail.length <= MAX_WARNING_DETAIL) return warning;
    return { ...warning, detail: `${warning.detail.slice(0, MAX_WARNING_DETAIL - 1).toWellFormed()}…` };
  });
}
