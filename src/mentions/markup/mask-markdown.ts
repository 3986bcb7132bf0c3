import { codeBlocks, type Definitions, type Span } from './markdown-blocks.ts';
import { inlineSpans, type MarkdownLink } from './markdown-inlines.ts';

/** Replaces each character that a reader of Markdown does not see as text. */
export const MASK = '\0';

export interface MaskedMarkdown {
  /** As long as the body, so offsets are valid in both. Line feeds stay. */
  readonly text: string;
  /** In source order. They do not overlap. */
  readonly links: readonly MarkdownLink[];
}

/**
 * Masks everything in a Markdown body that its page does not show as text: code blocks and spans,
 * Hexo's tags with the content of raw ones, images, the brackets and addresses of links, and
 * emphasis marks. HTML stays.
 *
 * It reads the constructs of CommonMark 0.31 and Hexo and masks too much rather than too little: a
 * wrong mask loses a mention, but an insertion into code would be visible. Time grows linearly with
 * the length.
 */
export function maskMarkdown(body: string): MaskedMarkdown {
  const definitions: Definitions = new Map();
  const blocks = codeBlocks(body, definitions);
  const withoutBlocks = masked(body, blocks);
  const { spans, links } = inlineSpans(withoutBlocks, definitions);
  return { text: masked(withoutBlocks, spans), links };
}

function masked(text: string, spans: readonly Span[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end } of spans) {
    if (end <= from) continue;
    const at = Math.max(start, from);
    pieces.push(text.slice(from, at), text.slice(at, end).replace(/[^\n]/g, MASK));
    from = end;
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}
