/** Offsets into a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The addresses of reference links, by the {@link labelKey} of their labels. */
export type Definitions = Map<string, string>;

const MAX_DEFINITIONS = 10_000;

/** Normalizes a label as Markdown compares labels: in lower case, with single spaces. */
export function labelKey(label: string): string {
  return label
    .trim()
    .replace(/\s{1,999}/g, ' ')
    .toLowerCase();
}

/**
 * Returns the lines that contain no text: fenced and indented code, and link definitions. Adds the
 * latter to `definitions`. In source order.
 */
export function codeBlocks(body: string, definitions: Definitions): readonly Span[] {
  const reader = new BlockReader(MARKUP.test(body.slice(0, 1000)), definitions);
  for (let start = 0; start < body.length; ) {
    const lineFeed = body.indexOf('\n', start);
    const end = lineFeed === -1 ? body.length : lineFeed + 1;
    reader.readLine(body.slice(start, end), start, end);
    start = end;
  }
  return reader.spans;
}

/** How a body starts that is markup as a whole. An image or a comment may start any body. */
const MARKUP = /^\s*<(?:(?!(?:img|a|br|b|i)[\s/>])[a-zA-Z]|!d)/i;

const QUOTE = /^(?: {0,3}> ?){0,40}/;
// Fences may be in lists.
const FENCE = /^((?:[ \t]{0,40}(?:[-*+]|\d{1,9}[.)])[ \t]{1,4}){0,5}[ \t]{0,40})(`{3,}|~{3,})([^\n]*)/;
const LIST_ITEM = /^([ \t]*(?:[-*+]|\d{1,9}[.)]))([ \t]+)/;
const DEFINITION = /^ {0,3}\[([^[\]\n^][^[\]\n]{0,998})\]:[ \t]{0,99}<?([^\s<>]{1,2000})>?[ \t]*(\S?)/;
const DEFINITION_TITLE = /^[ \t]*(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\))\s*$/;
/** A heading, its underline or a rule. The line after it cannot continue a paragraph. */
const NO_PARAGRAPH = /^ {0,3}(?:#{1,6}(?:[ \t]|$)|=+[ \t]*$|([-*_])(?:[ \t]*\1)*[ \t]*$)/;

/** Reads a body line by line. */
class BlockReader {
  readonly spans: Span[] = [];
  readonly #isHtml: boolean;
  readonly #definitions: Definitions;
  /** What closes the open fence. */
  #fence: Fence | undefined;
  /** Whether an indented line starts code here, because there is no open paragraph to continue. */
  #isAfterBlank = true;
  #isInCode = false;
  #mayBeTitle = false;
  /** The columns in which the text of the open list items starts, the outermost first. */
  readonly #items: number[] = [];

  /** @param isHtml whether the body is markup as a whole, where indentation has no meaning. */
  constructor(isHtml: boolean, definitions: Definitions) {
    this.#isHtml = isHtml;
    this.#definitions = definitions;
  }

  readLine(line: string, start: number, end: number): void {
    const quote = QUOTE.exec(line)?.[0] ?? '';
    const text = line.slice(quote.length).trimEnd();
    const isCode = this.#isFenced(text, quote.split('>').length) || this.#isNoText(text);
    if (isCode) this.spans.push({ start, end });
  }

  /** Whether a line is a fence or inside one. An unclosed fence extends to the end. */
  #isFenced(text: string, depth: number): boolean {
    const [, before = '', marks, info = ''] = FENCE.exec(text) ?? [];
    const open = this.#fence;
    if (open) {
      const isClosed =
        marks?.startsWith(open.mark) &&
        marks.length >= open.length &&
        info.trim() === '' &&
        before.trim() === '' &&
        depth === open.depth &&
        columns(before) < open.column + 4;
      if (isClosed) this.#fence = undefined;
      return true;
    }
    if (marks === undefined || (marks.startsWith('`') && info.includes('`'))) return false;
    this.#fence = { mark: marks.charAt(0), length: marks.length, column: columns(before), depth };
    this.#isAfterBlank = true;
    return true;
  }

  #isNoText(text: string): boolean {
    if (text.trim() === '') {
      this.#isAfterBlank = true;
      return false;
    }
    const isCode = this.#isIndentedCode(text);
    const isDefinition = !isCode && this.#defines(text);
    this.#isAfterBlank = isDefinition || NO_PARAGRAPH.test(text);
    return isCode || isDefinition;
  }

  #isIndentedCode(text: string): boolean {
    const indent = columns(/^[ \t]*/.exec(text)?.[0] ?? '');
    const isItem = LIST_ITEM.test(text) && !NO_PARAGRAPH.test(text);
    if (this.#isAfterBlank || isItem) this.#endItems(indent);
    const isIndented = indent >= (this.#items.at(-1) ?? 0) + 4;
    this.#isInCode = !this.#isHtml && isIndented && (this.#isAfterBlank || this.#isInCode);
    return this.#isInCode || (isItem && this.#beginItem(text));
  }

  /** Closes the list items that a line with this indentation does not belong to. */
  #endItems(indent: number): void {
    while ((this.#items.at(-1) ?? 0) > indent) this.#items.pop();
  }

  /** Opens a list item and returns whether it starts with code. */
  #beginItem(text: string): boolean {
    const [item = '', marker = '', space = ''] = LIST_ITEM.exec(text) ?? [];
    const isCode = columns(space) > 4;
    this.#items.push(isCode ? columns(marker) + 1 : columns(item));
    return isCode && !this.#isHtml;
  }

  #defines(text: string): boolean {
    const isTitle = this.#mayBeTitle && DEFINITION_TITLE.test(text);
    const [, label, address, title] = DEFINITION.exec(text) ?? [];
    this.#mayBeTitle = title === '';
    if (label === undefined || address === undefined) return isTitle;
    const key = labelKey(label);
    if (!this.#definitions.has(key) && this.#definitions.size < MAX_DEFINITIONS)
      this.#definitions.set(key, address);
    return true;
  }
}

interface Fence {
  readonly mark: string;
  readonly length: number;
  /** The column of the fence. `depth` counts the quotes around it. */
  readonly column: number;
  readonly depth: number;
}

/** Returns the width of a line's start. A tab extends to the next multiple of four. */
function columns(text: string): number {
  let width = 0;
  for (const character of text) width += character === '\t' ? 4 - (width % 4) : 1;
  return width;
}
