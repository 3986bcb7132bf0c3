import { decodeHTML } from 'entities';
import { allAtOnce, type Steps } from '../../async/steps.ts';
import { endOfTag, isTagNameEnd, readTag, type ScannedTag } from './scan-tag.ts';

/**
 * Receives what {@link scanMarkup} reads, in source order. Offsets are UTF-16 code units into the
 * markup.
 */
export interface MarkupHandler {
  /**
   * A complete opening tag `<…>`. `tag` is present for the elements passed to {@link scanMarkup}.
   */
  openTag(name: string, tag?: ScannedTag): void;
  /** A closing tag `</…>`. `start` is the offset of its `<`. */
  closeTag(name: string, start: number): void;
  /** The content of a comment. */
  comment(text: string): void;
  /** Visible text between two offsets. `decoded` is what a character reference stands for. */
  text(start: number, end: number, decoded?: string): void;
  /** Whether the handler is full. Nothing more is reported then. */
  readonly isFull?: boolean;
}

/** How many tags or character references are read between two pauses. */
const BATCH = 64;

/**
 * Elements whose content is not text of the page, such as raw text (HTML Living Standard, 13.1.2).
 */
const UNSEEN: ReadonlySet<string> = new Set(
  'script style title textarea iframe xmp noembed noframes noscript plaintext'.split(' '),
);

/**
 * Reads markup once, from front to back and without a tree, so its time grows with the length only,
 * at any depth of nesting. It splits the text like the tokenizer of the HTML Living Standard
 * (13.2.5), except for a script that contains a comment with another script. It skips comments,
 * declarations, and the content of scripts, styles and the like. It never throws. An unfinished tag
 * at the end is not a tag.
 *
 * @param elements the elements whose opening tags are read, in lower case.
 */
export function scanMarkup(markup: string, elements: ReadonlySet<string>, handler: MarkupHandler): void {
  allAtOnce(scanMarkupSteps(markup, elements, handler));
}

/** Like {@link scanMarkup}, with pauses. */
export function* scanMarkupSteps(
  markup: string,
  elements: ReadonlySet<string>,
  handler: MarkupHandler,
): Steps<void> {
  let textStart = 0;
  let at = markup.indexOf('<');
  for (let count = 1; at !== -1; count++) {
    if (count % BATCH === 0) yield;
    if (handler.isFull) return;
    if (!beginsTag(markup, at)) {
      at = markup.indexOf('<', at + 1);
      continue;
    }
    if (at > textStart) yield* reportText(markup, textStart, at, handler);
    textStart = passTag(markup, at, elements, handler);
    at = markup.indexOf('<', textStart);
  }
  if (textStart < markup.length) yield* reportText(markup, textStart, markup.length, handler);
}

const EXCLAMATION_MARK = 0x21;
const SLASH = 0x2f;
const GREATER_THAN = 0x3e;
const QUESTION_MARK = 0x3f;

/** Whether a `<` starts a tag or a comment and is not text. */
function beginsTag(markup: string, at: number): boolean {
  const next = markup.charCodeAt(at + 1);
  return isLetter(next) || isCloseTag(next, markup.length - at) || isComment(next);
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

// At the very end, `</` is text.
function isCloseTag(next: number, left: number): boolean {
  return next === SLASH && left > 2;
}

function isComment(next: number): boolean {
  return next === EXCLAMATION_MARK || next === QUESTION_MARK;
}

// Each of these functions takes the offset of a `<` and returns where text continues.

function passTag(
  markup: string,
  start: number,
  elements: ReadonlySet<string>,
  handler: MarkupHandler,
): number {
  const next = markup.charCodeAt(start + 1);
  if (isLetter(next)) return passOpenTag(markup, start, elements, handler);
  return next === SLASH ? passCloseTag(markup, start, handler) : passComment(markup, start, handler);
}

function passOpenTag(
  markup: string,
  start: number,
  elements: ReadonlySet<string>,
  handler: MarkupHandler,
): number {
  const nameEnd = nameEndAt(markup, start + 1);
  const name = markup.slice(start + 1, nameEnd).toLowerCase();
  const tag = elements.has(name) ? readTag(markup, name, nameEnd) : undefined;
  const end = tag?.end ?? endOfTag(markup, nameEnd);
  if (end === undefined) return markup.length;
  handler.openTag(name, tag);
  return UNSEEN.has(name) ? endOfUnseen(markup, name, end) : end;
}

function passCloseTag(markup: string, start: number, handler: MarkupHandler): number {
  const nameStart = start + 2;
  if (!isLetter(markup.charCodeAt(nameStart))) {
    return markup.charCodeAt(nameStart) === GREATER_THAN
      ? nameStart + 1
      : passBogusComment(markup, nameStart, handler);
  }
  const nameEnd = nameEndAt(markup, nameStart);
  const name = markup.slice(nameStart, nameEnd).toLowerCase();
  const end = endOfTag(markup, nameEnd);
  if (end === undefined) return markup.length;
  handler.closeTag(name, start);
  return end;
}

function passComment(markup: string, start: number, handler: MarkupHandler): number {
  if (!markup.startsWith('<!--', start)) {
    const isDeclaration = markup.charCodeAt(start + 1) === EXCLAMATION_MARK;
    return passBogusComment(markup, isDeclaration ? start + 2 : start + 1, handler);
  }
  const from = start + 4;
  if (markup.charCodeAt(from) === GREATER_THAN) return from + 1;
  if (markup.startsWith('->', from)) return from + 2;
  // Do not search for each kind of ending in turn: a missing one would be searched again from every
  // comment.
  for (let at = markup.indexOf('--', from); at !== -1; at = markup.indexOf('--', at + 1)) {
    const length = commentEndAt(markup, at);
    if (length === 0) continue;
    handler.comment(markup.slice(from, at));
    return at + length;
  }
  handler.comment(markup.slice(from));
  return markup.length;
}

/**
 * Returns the length of a comment's ending at two hyphens, `-->` or `--!>`, or 0 if they are
 * content.
 */
function commentEndAt(markup: string, at: number): number {
  const behind = markup.charCodeAt(at + 2);
  if (behind === GREATER_THAN) return 3;
  return behind === EXCLAMATION_MARK && markup.charCodeAt(at + 3) === GREATER_THAN ? 4 : 0;
}

/**
 * `<!doctype …>`, `<?…>`, `</ …>` and `<![CDATA[…>` end with the next `>`, whatever they contain.
 */
function passBogusComment(markup: string, from: number, handler: MarkupHandler): number {
  const end = markup.indexOf('>', from);
  handler.comment(markup.slice(from, end === -1 ? undefined : end));
  return end === -1 ? markup.length : end + 1;
}

function nameEndAt(markup: string, start: number): number {
  let at = start;
  while (at < markup.length && !isTagNameEnd(markup.charCodeAt(at))) at++;
  return at;
}

/** Returns where the closing tag of an unread element starts, or the end of the markup. */
function endOfUnseen(markup: string, name: string, from: number): number {
  // Nothing closes a plaintext element.
  if (name === 'plaintext') return markup.length;
  for (let at = markup.indexOf('</', from); at !== -1; at = markup.indexOf('</', at + 2)) {
    const nameEnd = at + 2 + name.length;
    if (!isTagNameEnd(markup.charCodeAt(nameEnd))) continue;
    if (markup.slice(at + 2, nameEnd).toLowerCase() === name) return at;
  }
  return markup.length;
}

/** HTML's character references. Old pages omit the semicolon. */
const REFERENCE = /&(?:#[xX][0-9a-fA-F]+|#[0-9]+|[a-zA-Z][a-zA-Z0-9]*);?/g;

function* reportText(markup: string, start: number, end: number, handler: MarkupHandler): Steps<void> {
  const source = markup.slice(start, end);
  const from = source.includes('&') ? yield* reportReferences(source, start, handler) : start;
  if (end > from) handler.text(from, end);
}

/** Reports a text up to the end of its last character reference and returns that offset. */
function* reportReferences(source: string, start: number, handler: MarkupHandler): Steps<number> {
  let from = start;
  let count = 0;
  for (const { 0: reference, index } of source.matchAll(REFERENCE)) {
    if (++count % BATCH === 0) yield;
    const decoded = decodeHTML(reference);
    if (decoded === reference) continue;
    const at = start + index;
    if (at > from) handler.text(from, at);
    from = at + reference.length;
    handler.text(at, from, decoded);
  }
  return from;
}
