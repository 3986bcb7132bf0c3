import { type Definitions, labelKey, type Span } from './markdown-blocks.ts';
import { endOfTag, isTagNameEnd } from './scan-tag.ts';

/** A link `[text](address)` or `[text][label]`. */
export interface MarkdownLink {
  /** The offsets of the opening and closing brackets around the text. */
  readonly openAt: number;
  readonly closeAt: number;
  readonly href: string;
}

/**
 * Returns the parts of a Markdown text that the page does not show as text, and its links, both in
 * source order. Code blocks must be masked already.
 */
export function inlineSpans(
  text: string,
  definitions: Definitions,
): { readonly spans: readonly Span[]; readonly links: readonly MarkdownLink[] } {
  const reader = new InlineReader(text, definitions);
  reader.read();
  return {
    spans: reader.spans.sort((a, b) => a.start - b.start || b.end - a.end),
    links: reader.links.sort((a, b) => a.openAt - b.openAt),
  };
}

/** Everything that may start a construct. A backslash escapes the character after it. */
const MARK =
  /\\[!-/:-@[-`{-~]|`+|!?\[|\]|<(?=[a-zA-Z/!?])|\{[%{#]|\*{2,3}|_{2,3}|~~|https?:\/\/[!-;=?-_a-z~]{1,2000}|\n[ \t\r]*\n/g;

/** Elements in which Markdown has no meaning. */
const VERBATIM = /^(?:script|style|title|textarea|iframe|xmp|pre|code|svg|math|template|kbd|samp)$/;

/** Hexo's tags whose content is code, or HTML that must not change. */
const RAW_TAG = /^\{%-?\s{0,9}(codeblock|code|raw|highlight|mermaid|math|katex|verbatim)(?![\w-])/;

const DESTINATION =
  /\(\s{0,99}(?:<([^<>\n]{0,2000})>|((?:[^\s()<>]|\((?:[^\s()<>]|\([^\s()<>]{0,500}\)){0,500}\)){0,2000}))(?:\s{1,99}(?:"(?:\\.|[^"\\]){0,500}"|'(?:\\.|[^'\\]){0,500}'|\([^()]{0,500}\)|=\d{0,5}%?x?\d{0,5}%?))?\s{0,99}\)/y;
const LABEL = /\[([^[\]]{0,999})\]/y;

interface OpenBracket {
  readonly at: number;
  readonly isImage: boolean;
}

class InlineReader {
  readonly spans: Span[] = [];
  readonly links: MarkdownLink[] = [];
  readonly #text: string;
  readonly #definitions: Definitions;
  readonly #backticks: Backticks;
  readonly #ends = new Map<string, number>();
  #brackets: OpenBracket[] = [];
  #lastLinkAt = -1;

  constructor(text: string, definitions: Definitions) {
    this.#text = text;
    this.#definitions = definitions;
    this.#backticks = new Backticks(text);
  }

  read(): void {
    const mark = new RegExp(MARK);
    for (let found = mark.exec(this.#text); found; found = mark.exec(this.#text)) {
      mark.lastIndex = this.#pass(found[0], found.index);
    }
  }

  /** Reads the construct at an offset and returns where to continue. */
  #pass(mark: string, at: number): number {
    const end = at + mark.length;
    switch (mark.charAt(0)) {
      case '`':
        return this.#mask(at, this.#backticks.closeOf(at, mark.length) ?? end);
      case '[':
      case '!':
        this.#brackets.push({ at: end - 1, isImage: mark.length === 2 });
        return end;
      case ']':
        return this.#closeBracket(at);
      case '<':
        return this.#passTag(at);
      case '{':
        return this.#passHexoTag(mark, at);
      case '\n':
        // Links and code spans do not cross paragraphs.
        this.#brackets = [];
        return end - 1;
      case '\\':
        return end;
      default:
        return this.#mask(at, end);
    }
  }

  #mask(start: number, end: number): number {
    this.spans.push({ start, end });
    return end;
  }

  #closeBracket(at: number): number {
    const open = this.#brackets.pop();
    // Links do not nest: a bracket before a link is text.
    if (!open || (!open.isImage && open.at < this.#lastLinkAt)) return at + 1;
    const target = this.#targetAt(at + 1) ?? this.#shortcut(open, at);
    if (!target) return at + 1;
    if (open.isImage) return this.#mask(open.at - 1, target.end);
    this.#mask(open.at, open.at + 1);
    this.links.push({ openAt: open.at, closeAt: at, href: target.href });
    this.#lastLinkAt = at;
    return this.#mask(at, target.end);
  }

  #targetAt(at: number): { readonly href: string; readonly end: number } | undefined {
    DESTINATION.lastIndex = at;
    const [whole, pointed, plain] = DESTINATION.exec(this.#text) ?? [];
    if (whole !== undefined) return { href: pointed ?? plain ?? '', end: at + whole.length };
    LABEL.lastIndex = at;
    const [written, label = ''] = LABEL.exec(this.#text) ?? [];
    const href = written === undefined || label === '' ? undefined : this.#definitions.get(labelKey(label));
    return written === undefined || href === undefined ? undefined : { href, end: at + written.length };
  }

  /** Resolves `[text][]` and `[text]`, whose text is the label. */
  #shortcut(
    { at: openAt }: OpenBracket,
    closeAt: number,
  ): { readonly href: string; readonly end: number } | undefined {
    if (this.#definitions.size === 0 || closeAt - openAt > 1000) return undefined;
    const href = this.#definitions.get(labelKey(this.#text.slice(openAt + 1, closeAt)));
    const end = this.#text.startsWith('[]', closeAt + 1) ? closeAt + 3 : closeAt + 1;
    return href === undefined ? undefined : { href, end };
  }

  /**
   * Skips markup, which is not Markdown. An unfinished tag extends to the end of the text, as in
   * HTML.
   */
  #passTag(at: number): number {
    if (this.#text.startsWith('<!--', at)) return this.#endAfter('-->', at) ?? this.#text.length;
    if (/[!?]/.test(this.#text.charAt(at + 1))) return this.#endAfter('>', at) ?? this.#text.length;
    const nameStart = this.#text.charAt(at + 1) === '/' ? at + 2 : at + 1;
    let nameEnd = nameStart;
    while (nameEnd < this.#text.length && !isTagNameEnd(this.#text.charCodeAt(nameEnd))) nameEnd++;
    const end = endOfTag(this.#text, nameEnd);
    if (end === undefined) return this.#text.length;
    const name = this.#text.slice(nameStart, Math.min(nameEnd, nameStart + 10)).toLowerCase();
    if (nameStart > at + 1 || !VERBATIM.test(name)) return end;
    return this.#endAfter(`</${name}`, end) ?? end;
  }

  #passHexoTag(mark: string, at: number): number {
    const close = mark === '{%' ? '%}' : mark === '{#' ? '#}' : '}}';
    const end = this.#endAfter(close, at + 2);
    if (end === undefined || end > (this.#endAfter('\n', at) ?? this.#text.length)) return at + 2;
    const raw = RAW_TAG.exec(this.#text.slice(at, at + 40))?.[1];
    const rawEnd = raw === undefined ? undefined : this.#endAfter(`end${raw}`, end);
    const tagEnd = rawEnd === undefined ? end : this.#endAfter('%}', rawEnd);
    return this.#mask(at, tagEnd ?? end);
  }

  /**
   * Returns the offset after the next occurrence of a text. A text that does not occur is searched
   * only once.
   */
  #endAfter(what: string, from: number): number | undefined {
    const known = this.#ends.get(what);
    if (known !== undefined && known >= from)
      return known === Number.POSITIVE_INFINITY ? undefined : known + what.length;
    const isTag = what.startsWith('</');
    const at = isTag ? indexOfCloseTag(this.#text, what, from) : this.#text.indexOf(what, from);
    this.#ends.set(what, at === -1 ? Number.POSITIVE_INFINITY : at);
    return at === -1 ? undefined : at + what.length;
  }
}

function indexOfCloseTag(text: string, close: string, from: number): number {
  for (let at = text.indexOf('</', from); at !== -1; at = text.indexOf('</', at + 2)) {
    if (text.slice(at, at + close.length).toLowerCase() === close) return at;
  }
  return -1;
}

/**
 * Finds where code spans end: at the next run of the same number of backticks in the same
 * paragraph.
 */
class Backticks {
  /** The offsets of all runs by length, from last to first, so that passed ones can be popped. */
  readonly #runs = new Map<number, number[]>();
  readonly #paragraphEnds: number[] = [];
  readonly #length: number;

  constructor(text: string) {
    this.#length = text.length;
    for (const { 0: run, index } of text.matchAll(/`+/g)) {
      const runs = this.#runs.get(run.length);
      if (runs) runs.push(index);
      else this.#runs.set(run.length, [index]);
    }
    for (const runs of this.#runs.values()) runs.reverse();
    if (this.#runs.size === 0) return;
    for (const { index } of text.matchAll(/\n[ \t\r]*\n/g)) this.#paragraphEnds.push(index);
    this.#paragraphEnds.reverse();
  }

  /** Call this in text order. */
  closeOf(at: number, length: number): number | undefined {
    const runs = this.#runs.get(length) ?? [];
    while ((runs.at(-1) ?? Number.POSITIVE_INFINITY) <= at) runs.pop();
    while ((this.#paragraphEnds.at(-1) ?? Number.POSITIVE_INFINITY) <= at) this.#paragraphEnds.pop();
    const close = runs.at(-1);
    const paragraphEnd = this.#paragraphEnds.at(-1) ?? this.#length;
    return close === undefined || close > paragraphEnd ? undefined : close + length;
  }
}
