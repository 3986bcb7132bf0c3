import type { AppError } from '../errors.ts';
import type { Article } from './article.ts';

/** An item of a feed, by its number in the document, counted from 1: the article that it holds, or why it holds none. */
export interface FeedItem {
  readonly number: number;
  readonly article: Article | AppError;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** A plain text as HTML that reads the same. */
export function htmlOfText(text: string): string {
  return text.replace(/[&<>]/g, (character) => ESCAPES[character] ?? character);
}
