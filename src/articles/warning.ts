import type { Ticker } from '../tickers/ticker.ts';

/** Something about an article that whoever scraped it may want to look at. The article is taken nevertheless. */
export interface Warning {
  readonly code: (typeof WARNING_CODES)[number];
  readonly detail: string;
  readonly ticker?: Ticker;
  /** Where in the body, in UTF-16 code units. */
  readonly start?: number;
}

export const WARNING_CODES = [
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

/** The most warnings that one article has. */
export const MAX_WARNINGS = 100;
/** The longest detail of a warning, in UTF-16 code units. */
const MAX_WARNING_DETAIL = 500;

/** Returns the first {@link MAX_WARNINGS} warnings, each with a detail of at most {@link MAX_WARNING_DETAIL}. */
export function boundedWarnings(warnings: readonly Warning[]): readonly Warning[] {
  return warnings.slice(0, MAX_WARNINGS).map((warning) => {
    if (warning.detail.length <= MAX_WARNING_DETAIL) return warning;
    return { ...warning, detail: `${warning.detail.slice(0, MAX_WARNING_DETAIL - 1).toWellFormed()}…` };
  });
}
