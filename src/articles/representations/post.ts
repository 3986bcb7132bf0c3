import type { Article, Enrichment } from '../article.ts';

/**
 * An enriched article as a Hexo post: the front matter as it came with one line more, `tickers:`, and the annotated
 * body. An article that came without front matter gets one of that line alone.
 */
export function toPost(
  { frontMatter }: Pick<Article, 'frontMatter'>,
  { body, companies }: Enrichment,
): string {
  const line = `tickers: [${companies.map(({ ticker }) => ticker).join(', ')}]${SEAL}`;
  const closing = CLOSING.exec(frontMatter);
  if (!closing) return `---\n${line}\n---\n${body}`;
  const newline = closing[0].includes('\r') ? '\r\n' : '\n';
  return `${frontMatter.slice(0, closing.index)}${line}${newline}${closing[0]}${body}`;
}

/** Takes the line that {@link toPost} adds out of a front matter. */
export function withoutTickers(frontMatter: string): string {
  return frontMatter.replace(TICKERS_LINE, '');
}

// A YAML comment by which the line is known for ours.
const SEAL = ' # added by tickerspan';
const TICKERS_LINE = /^tickers: \[[^\]\n]*\] # added by tickerspan\r?\n/m;
const CLOSING = /---[ \t]*(?:\r?\n)?$/;
