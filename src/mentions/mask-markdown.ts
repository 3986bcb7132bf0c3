import { codeBlocks, type Definitions, type Span } from './markdown-blocks.ts';
import { inlineSpans, type MarkdownLink } from './markdown-inlines.ts';

/** What a reader of Markdown does not see as text is replaced with this, one for one. */
export const MASK = '\0';

export interface MaskedMarkdown {
  /** As long as the body, so that offsets hold for both. Line feeds stay. */
  readonly text: string;
  /** In source order. They do not overlap. */
  readonly links: readonly MarkdownLink[];
}

/**
 * A Markdown body without what is no text of its page: code blocks and spans, Hexo's tags with the content of its raw
 * ones, images, the brackets and addresses of links, and marks of emphasis. HTML in it stays as it is.
 *
 * It reads the constructs that CommonMark 0.31 and Hexo define, but leans towards masking: what is masked by mistake is
 * only a mention less, while an insertion into code would be seen. Time grows linearly with the length.
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
