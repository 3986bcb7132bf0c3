import type { Article, Enrichment } from '../article.ts';

/**
 * An enriched article as a Hexo post: the front matter as it came with one line more, `tickers:`, and the annotated
 * body. An article that came without front matter gets one of that line alone.
 */
export function toPost(
  { frontMatter }: Pick<Article, 'frontMatter'>,
  { body, companies }: Enrichment,
): string {
  const tickers = `tickers: [${companies.map(({ ticker }) => ticker).join(', ')}]`;
  const closing = CLOSING.exec(frontMatter);
  if (!closing) return `---\n${tickers}${WHOLE_SEAL}\n---\n${body}`;
  const line = tickers + SEAL;
  const newline = closing[0].includes('\r') ? '\r\n' : '\n';
  return `${frontMatter.slice(0, closing.index)}${line}${newline}${closing[0]}${body}`;
}

/** Takes what {@link toPost} adds out of a front matter. */
export function withoutTickers(frontMatter: string): string {
  return WHOLE.test(frontMatter) ? '' : frontMatter.replace(TICKERS_LINE, '');
}

// YAML comments by which the line is known for ours, and whether all the front matter is.
const SEAL = ' # added by tickerspan';
const WHOLE_SEAL = ' # front matter added by tickerspan';
const TICKERS_LINE = /^tickers: \[[^\]\n]*\] # added by tickerspan\r?\n/m;
const WHOLE = /^---\ntickers: \[[^\]\n]*\] # front matter added by tickerspan\n---\n$/;
const CLOSING = /---[ \t]*(?:\r?\n)?$/;
