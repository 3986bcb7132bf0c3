const CONTEXT = 24;
const BLOCK_END = /<\/(?:p|div|li|td|h[1-6])\s*>|<br\s*\/?>/i;
const MARKUP = /<!--[\s\S]*?-->|<[a-z/!][^>]*>/gi;
const FRONT_MATTER = /^\s*---[ \t]*\r?\n[\s\S]*?\n---[ \t]*(?:\r?\n|$)/;
const ENTITIES = Object.freeze({ '&lt;': '<', '&gt;': '>', '&quot;': '"', '&nbsp;': ' ', '&amp;': '&' });

/**
 * A piece of text, and whether tickerspan inserted it.
 *
 * @typedef {{ text: string, inserted: boolean }} Piece
 */

/**
 * Returns what follows the front matter. Offsets count from there.
 *
 * @param {string} post
 */
export function bodyOf(post) {
  return post.replace(FRONT_MATTER, '');
}

/**
 * Returns the words around a mention before and after annotating, as a reader sees them. Undefined
 * if the two do not match.
 *
 * @param {{ start: number, end: number }} mention
 * @param {{ submitted: string, annotated: string }} bodies
 * @returns {{ before: Piece[], after: Piece[] } | undefined}
 */
export function excerptAround({ start, end }, { submitted, annotated }) {
  // Annotating adds no blocks, so the mention is in the block with the same number in both.
  const preceding = submitted.slice(0, start).split(BLOCK_END);
  const lead = toText(preceding.at(-1) ?? '');
  const before = toText(submitted.split(BLOCK_END)[preceding.length - 1] ?? '');
  const after = toText(annotated.split(BLOCK_END)[preceding.length - 1] ?? '');
  const pieces = findInsertions(before, after);
  if (!pieces) return undefined;
  const mentionEnd = lead.length + toText(submitted.slice(start, end)).length;
  const range = { from: sentenceStart(before, lead.length), to: sentenceEnd(before, mentionEnd) };
  return { before: clip([{ text: before, inserted: false }], range), after: clip(pieces, range) };
}

/**
 * Splits `after` into the text of `before` and insertions. Undefined if text of `before` is
 * missing.
 *
 * @param {string} before
 * @param {string} after
 * @returns {Piece[] | undefined}
 */
export function findInsertions(before, after) {
  /** @type {Piece[]} */
  const pieces = [];
  let position = 0;
  for (const unit of after.split('')) {
    const inserted = unit !== before[position];
    if (!inserted) position += 1;
    const last = pieces.at(-1);
    if (last?.inserted === inserted) last.text += unit;
    else pieces.push({ text: unit, inserted });
  }
  return position === before.length ? pieces : undefined;
}

/**
 * Returns the text between two positions of the original, with the insertions there. An ellipsis
 * marks a cut sentence.
 *
 * @param {readonly Piece[]} pieces
 * @param {{ from: number, to: number }} range
 * @returns {Piece[]}
 */
function clip(pieces, { from, to }) {
  let position = 0;
  const kept = pieces.map(({ text, inserted }) => {
    const start = position;
    if (inserted) return { text: from < start && start <= to ? text : '', inserted };
    position += text.length;
    return { text: text.slice(Math.max(0, from - start), Math.max(0, to - start)), inserted };
  });
  const whole = pieces.map(({ text, inserted }) => (inserted ? '' : text)).join('');
  const head = { text: isCut(whole, from) ? '…' : '', inserted: false };
  const tail = { text: isCut(whole, to) ? '…' : '', inserted: false };
  return [head, ...kept, tail].filter(({ text }) => text !== '');
}

/**
 * Returns whether this position is within a sentence.
 *
 * @param {string} text
 * @param {number} position
 */
function isCut(text, position) {
  return position > 0 && position < text.trimEnd().length && !/[。！？；\s]/.test(text[position - 1] ?? '');
}

/**
 * @param {string} text
 * @param {number} position
 */
function sentenceStart(text, position) {
  const near = Math.max(0, position - CONTEXT);
  return near + (text.slice(near, position).match(/^[\s\S]*[。！？；\s]/)?.[0].length ?? 0);
}

/**
 * @param {string} text
 * @param {number} position
 */
function sentenceEnd(text, position) {
  const near = text.slice(position, position + CONTEXT);
  return position + (near.match(/^[\s\S]*?[。！？；]/)?.[0].length ?? near.length);
}

/** @param {string} html */
function toText(html) {
  const bare = html.replace(MARKUP, '').replace(/[\n\r\t]/g, ' ');
  return bare.replace(
    /&(?:lt|gt|quot|nbsp|amp);/g,
    (name) => ENTITIES[/** @type {keyof typeof ENTITIES} */ (name)],
  );
}
