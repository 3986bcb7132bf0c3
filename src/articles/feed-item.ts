import { cleanText } from '../clean-text.ts';
import { AppError } from '../errors.ts';
import type { Article } from './article.ts';
import { MAX_CHARACTERS } from './metadata-fields.ts';

/** An item of a feed: its article, or why it has none. */
export interface FeedItem {
  /** The position in the document, counted from 1. */
  readonly number: number;
  readonly article: Article | AppError;
  /** How the feed identifies the item, so that its publisher can find it. */
  readonly name: ItemName;
}

export interface ItemName {
  readonly guid?: string;
  readonly link?: string;
}

/** How to read the text of a feed. */
export interface FeedReading {
  /** The time zone of dates that name none. */
  readonly timeZone: string;
  /** Whether U+FFFD in the text stands for bytes that could not be decoded. */
  readonly isDamaged: boolean;
}

/** Returns the name of an item, cut to the length of an article's metadata. */
export function itemName(guid: string | undefined, link: string | undefined): ItemName {
  const tidy = (text: string | undefined, max: number) => cleanText(text?.trim().slice(0, max) ?? '');
  const name = { guid: tidy(guid, MAX_CHARACTERS.externalId), link: tidy(link, MAX_CHARACTERS.url) };
  return Object.fromEntries(Object.entries(name).filter(([, text]) => text !== ''));
}

/**
 * Returns the error for an item of a damaged document that contains bytes outside the document's
 * charset.
 */
export function damagedItem(): AppError {
  return new AppError(
    'invalid_article',
    "The item contains bytes that are invalid in the document's charset",
  );
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Converts plain text to HTML. It does not use `entities`, which escapes other characters too: the
 * ids of articles depend on these bytes.
 */
export function htmlOfText(text: string): string {
  return text.replace(/[&<>]/g, (character) => ESCAPES[character] ?? character);
}
