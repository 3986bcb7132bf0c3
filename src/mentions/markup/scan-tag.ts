import { decodeHTMLAttribute } from 'entities';

/** An opening tag. Offsets are UTF-16 code units into the markup. */
export interface ScannedTag {
  /** In lower case. */
  readonly name: string;
  /**
   * Names are in lower case and values are decoded. The first of two attributes with the same name
   * counts.
   */
  readonly attributes: ReadonlyMap<string, string>;
  /** The offset after the tag's name, where another attribute can be inserted. */
  readonly nameEnd: number;
  /** Where the name of its `href` starts. */
  readonly hrefAt: number | undefined;
  /** The offset after the `>`. */
  readonly end: number;
}

/** Tags have about ten attributes. The rest of a hostile tag is ignored. */
const MAX_ATTRIBUTES = 100;

/**
 * Reads the opening tag whose name ends at `nameEnd`. Returns undefined if the markup ends within
 * it.
 */
export function readTag(markup: string, name: string, nameEnd: number): ScannedTag | undefined {
  const attributes = new Map<string, string>();
  let hrefAt: number | undefined;
  const end = passAttributes(markup, nameEnd, (nameFrom, nameTo, valueFrom, valueTo) => {
    if (attributes.size === MAX_ATTRIBUTES) return;
    const attribute = markup.slice(nameFrom, nameTo).toLowerCase();
    if (attributes.has(attribute)) return;
    const value = markup.slice(valueFrom, valueTo);
    attributes.set(attribute, value.includes('&') ? decodeHTMLAttribute(value) : value);
    if (attribute === 'href') hrefAt = nameFrom;
  });
  return end === undefined ? undefined : { name, attributes, nameEnd, hrefAt, end };
}

/**
 * Returns the offset after the tag whose name ends at `nameEnd`, or undefined if the markup ends
 * within it.
 */
export function endOfTag(markup: string, nameEnd: number): number | undefined {
  return markup.charCodeAt(nameEnd) === GREATER_THAN ? nameEnd + 1 : passAttributes(markup, nameEnd);
}

type AttributeReader = (nameFrom: number, nameTo: number, valueFrom: number, valueTo: number) => void;

function passAttributes(markup: string, from: number, read?: AttributeReader): number | undefined {
  let at: number | undefined = from;
  while (at !== undefined && at < markup.length) {
    const code = markup.charCodeAt(at);
    if (code === GREATER_THAN) return at + 1;
    at = isSpaceOrSlash(code) ? at + 1 : passAttribute(markup, at, read);
  }
  return undefined;
}

/**
 * Returns the offset after an attribute (HTML Living Standard, 13.2.5.32 to 13.2.5.39), or
 * undefined if the markup ends within its value.
 */
function passAttribute(markup: string, from: number, read?: AttributeReader): number | undefined {
  // The first character of a name may be an equals sign.
  const nameTo = endOfName(markup, from + 1);
  const equals = endOfSpace(markup, nameTo);
  if (markup.charCodeAt(equals) !== EQUALS_SIGN) {
    read?.(from, nameTo, nameTo, nameTo);
    return equals;
  }
  const valueFrom = endOfSpace(markup, equals + 1);
  const quote = markup.charCodeAt(valueFrom);
  if (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE) {
    const valueTo = endOfUnquoted(markup, valueFrom);
    read?.(from, nameTo, valueFrom, valueTo);
    return valueTo;
  }
  const valueTo = markup.indexOf(quote === DOUBLE_QUOTE ? '"' : "'", valueFrom + 1);
  if (valueTo === -1) return undefined;
  read?.(from, nameTo, valueFrom + 1, valueTo);
  return valueTo + 1;
}

const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const SLASH = 0x2f;
const EQUALS_SIGN = 0x3d;
const GREATER_THAN = 0x3e;

/** Whether a character ends the name of a tag. */
export function isTagNameEnd(code: number): boolean {
  return code === GREATER_THAN || isSpaceOrSlash(code);
}

function isSpaceOrSlash(code: number): boolean {
  return isSpace(code) || code === SLASH;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d || code === 0x0c;
}

function endOfName(markup: string, from: number): number {
  let at = from;
  for (; at < markup.length; at++) {
    const code = markup.charCodeAt(at);
    if (code === EQUALS_SIGN || isTagNameEnd(code)) break;
  }
  return at;
}

function endOfSpace(markup: string, from: number): number {
  let at = from;
  while (isSpace(markup.charCodeAt(at))) at++;
  return at;
}

function endOfUnquoted(markup: string, from: number): number {
  let at = from;
  for (; at < markup.length; at++) {
    const code = markup.charCodeAt(at);
    if (code === GREATER_THAN || isSpace(code)) break;
  }
  return at;
}
