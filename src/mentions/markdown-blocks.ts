/** Offsets into a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The addresses of reference links by their labels, as {@link labelKey} writes them. */
export type Definitions = Map<string, string>;

const MAX_DEFINITIONS = 10_000;

/** A label as Markdown compares labels: in one letter case, blanks as one. */
export function labelKey(label: string): string {
  return label
    .trim()
    .replace(/\s{1,999}/g, ' ')
    .toLowerCase();
}

/**
 * The lines that hold no text: fenced and indented code, and definitions of links, which are noted in `definitions`. In
 * source order.
 */
export function codeBlocks(body: string, definitions: Definitions): readonly Span[] {
  const reader = new BlockReader(/^\s*<[a-zA-Z!]/.test(body.slice(0, 1000)), definitions);
  for (let start = 0; start < body.length; ) {
    const lineFeed = body.indexOf('\n', start);
    const end = lineFeed === -1 ? body.length : lineFeed + 1;
    reader.readLine(body.slice(start, end), start, end);
    start = end;
  }
  return reader.spans;
}

// Fences may stand in quotes and lists.
const FENCE = /^[ \t>]{0,40}(?:(?:[-*+]|\d{1,9}[.)])[ \t]{1,4})?(`{3,}|~{3,})([^\n]*)/;
const LIST_ITEM = /^[ \t]{0,3}(?:[-*+]|\d{1,9}[.)])[ \t]/;
const CODE_INDENT = /^(?: {4}| {0,3}\t)/;
const CODE_INDENT_IN_LIST = /^(?: {8}| {0,3}\t {0,3}\t| {0,3}\t {4})/;
const DEFINITION = /^ {0,3}\[([^[\]\n]{1,999})\]:[ \t]{0,99}<?([^\s<>]{1,2000})>?/;

/** Reads one line after the other. */
class BlockReader {
  readonly spans: Span[] = [];
  readonly #isHtml: boolean;
  readonly #definitions: Definitions;
  /** What closes the fence that is open. */
  #fence: { readonly mark: string; readonly length: number } | undefined;
  #isAfterBlank = true;
  #isInCode = false;
  #isInList = false;

  /** @param isHtml whether the body is markup as a whole, of which indents mean nothing. */
  constructor(isHtml: boolean, definitions: Definitions) {
    this.#isHtml = isHtml;
    this.#definitions = definitions;
  }

  readLine(line: string, start: number, end: number): void {
    if (this.#isFenced(line)) {
      this.spans.push({ start, end });
      return;
    }
    if (line.trim() === '') {
      this.#isAfterBlank = true;
      return;
    }
    if (this.#isIndentedCode(line) || this.#defines(line)) this.spans.push({ start, end });
    this.#isAfterBlank = false;
  }

  /** Whether a line is one of a fenced block or its fences; one that is never closed goes on to the end. */
  #isFenced(line: string): boolean {
    const [, marks, info = ''] = FENCE.exec(line) ?? [];
    const open = this.#fence;
    if (open) {
      if (marks?.startsWith(open.mark) && marks.length >= open.length && info.trim() === '')
        this.#fence = undefined;
      return true;
    }
    if (marks === undefined || (marks.startsWith('`') && info.includes('`'))) return false;
    this.#fence = { mark: marks.charAt(0), length: marks.length };
    this.#isAfterBlank = true;
    return true;
  }

  #isIndentedCode(line: string): boolean {
    const isIndented = (this.#isInList ? CODE_INDENT_IN_LIST : CODE_INDENT).test(line);
    this.#isInCode = !this.#isHtml && isIndented && (this.#isAfterBlank || this.#isInCode);
    if (LIST_ITEM.test(line)) this.#isInList = true;
    else if (this.#isAfterBlank && !/^[ \t]/.test(line)) this.#isInList = false;
    return this.#isInCode;
  }

  #defines(line: string): boolean {
    const [, label, address] = DEFINITION.exec(line) ?? [];
    if (label === undefined || address === undefined) return false;
    const key = labelKey(label);
    if (!this.#definitions.has(key) && this.#definitions.size < MAX_DEFINITIONS)
      this.#definitions.set(key, address);
    return true;
  }
}
