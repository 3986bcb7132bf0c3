import type { Found } from '../found-metadata.ts';
import { findDate, readDate } from '../read-date.ts';

/** What is used of a node of cheerio's tree. */
interface Node {
  readonly type: string;
  /** Of a text. */
  readonly data?: string;
  /** Of an element. */
  readonly name?: string;
  readonly children?: readonly Node[];
  readonly next: Node | null;
  readonly parent: Node | null;
}

/** How many nodes and characters after a title are looked at. */
const MAX_NODES = 300;
const MAX_TEXT = 400;
/** A longer piece of text is the article's: what it says is not said of the article. */
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
 * Returns what stands below the title of a page: its date (`2021年11月18日 23:21`), `来源：…` and `作者：…`.
 *
 * @param title the element of the title.
 * @param timeZone the zone of dates that name none.
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

/** The texts after an element, in the document's order, up to the first that is a paragraph. */
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

/** A label in an element of its own, without its colon, is joined with what follows. */
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

/** The next node that is not within this one. */
function nodeAfter(node: Node): Node | undefined {
  for (let at: Node | null = node; at; at = at.parent) if (at.next) return at.next;
  return undefined;
}

const TIME = /^\d{1,2}:\d{2}(?::\d{2})?$/;

/** A day that stands in a sentence is not the article's: it needs a time, or a piece for itself. */
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

/** What stands behind a label, or in the piece after it. */
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
