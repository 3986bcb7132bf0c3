import type { Found } from '../found-metadata.ts';
import { findDate, readDate } from '../read-date.ts';

/** The part of cheerio's nodes that we use. */
interface Node {
  readonly type: string;
  /** Only for text. */
  readonly data?: string;
  /** Only for elements. */
  readonly name?: string;
  readonly children?: readonly Node[];
  readonly next: Node | null;
  readonly parent: Node | null;
}

/** How many nodes and characters to look at after a title. */
const MAX_NODES = 300;
const MAX_TEXT = 400;
/** A longer piece of text belongs to the article and says nothing about it. */
const MAX_PIECE = 80;
const MAX_NAME = 40;

const SKIPPED: ReadonlySet<string> = new Set([
  'script',
  'style',
  'noscript',
  'select',
  'template',
  'textarea',
]);

/**
 * Returns what the text below a page's title says: the date (`2021年11月18日 23:21`), `来源：…` and
 * `作者：…`.
 *
 * @param title the element of the title.
 * @param timeZone the zone of dates without a zone.
 */
export function nearTitle(title: Node, timeZone: string): Found {
  const pieces = labelsJoined(piecesAfter(title));
  return {
    publishedAt: dateIn(pieces, timeZone),
    source: labelled(
      pieces,
      /(?:^|[^据片料])(?:来源|稿源|出处)\s?[:：|｜丨]\s?([^\s|｜丨，,；;()（）[\]【】]*)/,
    ),
    author: labelled(pieces, /(?:作者|记者)\s?[:：|｜丨]\s?([^\s|｜丨，,；;()（）[\]【】]*)/),
  };
}

/** Returns the texts after an element, in document order, up to the first paragraph. */
function piecesAfter(element: Node): readonly string[] {
  const pieces: string[] = [];
  let length = 0;
  for (const node of nodesAfter(element)) {
    const piece = textOf(node);
    if (piece.length > MAX_PIECE || length > MAX_TEXT) break;
    if (piece !== '') pieces.push(piece);
    length += piece.length;
  }
  return pieces;
}

/** Joins a label without a colon in an element of its own with the text after it. */
function labelsJoined(pieces: readonly string[]): readonly string[] {
  return pieces.map((piece, index) => {
    const next = pieces[index + 1]?.replace(/^[:：]\s?/, '');
    return /^(?:文章|稿件)?(?:来源|作者)$/.test(piece) && next ? `${piece}：${next}` : piece;
  });
}

function textOf({ type, data = '' }: Node): string {
  if (type !== 'text') return '';
  return data
    .slice(0, 2 * MAX_TEXT)
    .replace(/\s+/g, ' ')
    .trim();
}

function* nodesAfter(element: Node): Generator<Node, void, undefined> {
  let node = nodeAfter(element);
  for (let count = 0; node && count < MAX_NODES; count++) {
    yield node;
    const children = SKIPPED.has(node.name ?? '') ? [] : (node.children ?? []);
    node = children[0] ?? nodeAfter(node);
  }
}

/** Returns the next node that is not inside this one. */
function nodeAfter(node: Node): Node | undefined {
  for (let at: Node | null = node; at; at = at.parent) if (at.next) return at.next;
  return undefined;
}

const TIME = /^\d{1,2}:\d{2}(?::\d{2})?$/;

/** A day inside a sentence is not the article's date: it needs a time, or a piece of its own. */
function dateIn(pieces: readonly string[], timeZone: string): string | undefined {
  for (const [index, piece] of pieces.entries()) {
    if (findDate(piece, timeZone) === null) continue;
    if (/\d\s?[:时]\s?\d/.test(piece)) return piece;
    const next = pieces[index + 1] ?? '';
    const isAlone = readDate(withoutLabel(piece), timeZone) !== null;
    if (isAlone) return TIME.test(next) ? `${withoutLabel(piece)} ${next}` : piece;
  }
  return undefined;
}

function withoutLabel(piece: string): string {
  return piece.replace(/^[^\d]{1,8}[:：]\s?/, '');
}

/** Returns the text after a label, or the next piece. */
function labelled(pieces: readonly string[], label: RegExp): string | undefined {
  for (const [index, piece] of pieces.entries()) {
    const match = label.exec(piece);
    if (!match) continue;
    // A date often follows without a blank.
    const [name = ''] = (match[1] || pieces[index + 1] || '').split(/\d{4}[-/.年]\d/);
    if (name !== '' && name.length <= MAX_NAME && !/[:：]$/.test(name)) return name;
  }
  return undefined;
}
