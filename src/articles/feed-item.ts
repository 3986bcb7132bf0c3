import { cleanText } from '../clean-text.ts';
import { AppError } from '../errors.ts';
import type { Article } from './article.ts';
import { MAX_CHARACTERS } from './metadata-fields.ts';

/** An item of a feed: the article that it holds, or why it holds none. */
export interface FeedItem {
  /** Its place in the document, counted from 1. */
  readonly number: number;
  readonly article: Article | AppError;
  /** What the feed calls the item, such that its publisher finds it. */
  readonly name: ItemName;
}

export interface ItemName {
  readonly guid?: string;
  readonly link?: string;
}

/** How a feed's text is to be read. */
export interface FeedReading {
  /** The zone of dates that name none. */
  readonly timeZone: string;
  /** Whether bytes that could not be decoded are U+FFFD in the text. */
  readonly isDamaged: boolean;
}

/** Returns the name of an item, as long as an article's metadata may be. */
export function itemName(guid: string | undefined, link: string | undefined): ItemName {
  const tidy = (text: string | undefined, max: number) => cleanText(text?.trim().slice(0, max) ?? '');
  const name = { guid: tidy(guid, MAX_CHARACTERS.externalId), link: tidy(link, MAX_CHARACTERS.url) };
  return Object.fromEntries(Object.entries(name).filter(([, text]) => text !== ''));
}

/**
 * Returns the refusal of an item that a damaged document has bytes in which are none of its
 * charset.
 */
export function damagedItem(): AppError {
  return new AppError('invalid_article', "The item has bytes that are not of the document's charset");
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Converts plain text to HTML. Not by `entities`, because articles' ids depend on their bytes, and
 * it escapes other characters, too.
 */
export function htmlOfText(text: string): string {
  return text.replace(/[&<>]/g, (character) => ESCAPES[character] ?? character);
}
