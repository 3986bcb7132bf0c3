import { bodyOf, excerptAround, findInsertions } from './excerpt.mjs';
import { cells, padEnd } from './terminal.mjs';

/**
 * The parts of GET /v1/articles/{id} that are shown.
 *
 * @typedef {{ signal: string, weight: number, detail: string }} Evidence
 * @typedef {{ ticker: string, text: string, start: number, end: number, genuine: boolean,
 * confidence: number, evidence: Evidence[] }} Mention
 * @typedef {{ price: number | null, change: number | null, changePercent: number | null, currency:
 * string | null, quotedAt: string | null, source: string, state?: string }} Quote
 * @typedef {{ ticker: string, name: string, quote: Quote | null, missing?: string,
 * publicationClose?: { date: string, close: number, changeSince: number | null } }} Company
 * @typedef {object} Result
 * @property {string} id
 * @property {'queued' | 'processing' | 'enriched' | 'failed'} status
 * @property {{ title?: string | null }} [article]
 * @property {string} [body]
 * @property {Mention[]} [mentions]
 * @property {Company[]} [companies]
 * @property {{ title?: string, detail?: string, code?: string }} [problem]
 */

/**
 * Formats the result for someone who sees one for the first time.
 *
 * @param {{ result: Result, post: string, style: import('./terminal.mjs').Style }} options
 * @returns {string}
 */
export function formatReport({ result, post, style }) {
  const title = result.article?.title ? `: ${result.article.title}` : '';
  const heading = style.bold(`Result${title}`);
  if (result.status === 'failed')
    return [heading, `  ${style.red('failed')}  ${describeProblem(result)}`].join('\n');
  const bodies = { submitted: bodyOf(post), annotated: result.body ?? '' };
  return [
    heading,
    '',
    ...formatMentions(result.mentions ?? [], bodies, style),
    '',
    ...formatCompanies(result.companies ?? [], style),
    '',
    formatAddition(bodies),
  ].join('\n');
}

/**
 * @param {Mention[]} mentions
 * @param {{ submitted: string, annotated: string }} bodies
 * @param {import('./terminal.mjs').Style} style
 */
function formatMentions(mentions, bodies, style) {
  const genuine = mentions.filter((mention) => mention.genuine).length;
  const heading = `Mentions: ${mentions.length} found, ${genuine} genuine (with the confidence that each names the company)`;
  const width = widest(mentions.map(({ text }) => text));
  const blocks = mentions.flatMap((mention) => [
    formatMention(mention, width, style),
    ...formatExcerpt(mention, bodies, style),
  ]);
  return [heading, ...blocks];
}

/**
 * @param {Mention} mention
 * @param {number} width
 * @param {import('./terminal.mjs').Style} style
 */
function formatMention({ text, ticker, genuine, confidence, evidence }, width, style) {
  const verdict = genuine ? style.green('✓ genuine    ') : style.red('✗ not genuine');
  const why = strongestEvidence(evidence, genuine)?.detail ?? '';
  return `  ${style.bold(padEnd(text, width))}  ${padEnd(ticker, 8)}  ${verdict}  ${confidence.toFixed(2)}  ${why}`.trimEnd();
}

/**
 * Returns the evidence for the verdict that has the most weight.
 *
 * @param {readonly Evidence[]} evidence
 * @param {boolean} genuine
 */
export function strongestEvidence(evidence, genuine) {
  const agreeing = evidence.filter(({ weight }) => (genuine ? weight > 0 : weight < 0));
  const pool = agreeing.length > 0 ? agreeing : evidence;
  return [...pool].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))[0];
}

/**
 * @param {Mention} mention
 * @param {{ submitted: string, annotated: string }} bodies
 * @param {import('./terminal.mjs').Style} style
 */
function formatExcerpt(mention, bodies, style) {
  const excerpt = excerptAround(mention, bodies);
  if (!excerpt) return [];
  const [before, after] = [excerpt.before, excerpt.after].map((pieces) =>
    pieces.map(({ text, inserted }) => (inserted ? style.green(text) : text)).join(''),
  );
  if (before === after) return [`      ${style.dim('unchanged')}   ${before}`];
  return [`      ${style.dim('before')}      ${before}`, `      ${style.dim('after')}       ${after}`];
}

/**
 * @param {Company[]} companies
 * @param {import('./terminal.mjs').Style} style
 */
function formatCompanies(companies, style) {
  if (companies.length === 0) return ['Companies: none'];
  const rows = companies.map(({ name, ticker, ...rest }) => [name, ticker, ...quoteCells(rest)]);
  const widths = (rows[0] ?? []).map((_, column) => widest(rows.map((row) => row[column] ?? '')));
  const lines = rows.map((row) => {
    const [name = '', ...others] = row.map((cell, column) => padEnd(cell, widths[column] ?? 0));
    return `  ${style.bold(name)}  ${others.join('  ')}`.trimEnd();
  });
  return ['Companies', ...lines];
}

/** @param {Omit<Company, 'name' | 'ticker'>} company */
function quoteCells({ quote, missing, publicationClose }) {
  const since = publicationClose ? sinceThen(publicationClose) : '';
  if (!quote) return [`no quote (${missing ?? 'unknown'})`, '', '', '', since];
  const { price, change, changePercent, currency, quotedAt, source, state } = quote;
  const amount =
    price === null ? `no price${state ? ` (${state})` : ''}` : `${decimal(price)} ${currency ?? ''}`;
  const percent = changePercent === null ? '' : `${signed(changePercent)}%`;
  const when = quotedAt ? `at ${quotedAt.slice(0, 19).replace('T', ' ')} UTC` : '';
  return [
    amount.trimEnd(),
    change === null ? '' : signed(change),
    percent,
    `${source} ${when}`.trimEnd(),
    since,
  ];
}

/** @param {NonNullable<Company['publicationClose']>} close */
function sinceThen({ date, close, changeSince }) {
  const change = changeSince === null ? '' : `, ${signed(changeSince)}% since`;
  return `closed at ${decimal(close)} on ${date}${change}`;
}

/** @param {{ submitted: string, annotated: string }} bodies */
function formatAddition({ submitted, annotated }) {
  // Claim only what was checked.
  if (!findInsertions(submitted, annotated)) return 'The body has changes other than insertions.';
  const added = annotated.length - submitted.length;
  return `All ${submitted.length} characters of the body are unchanged and in order; ${added} were inserted.`;
}

/** @param {Result} result */
function describeProblem({ problem }) {
  return problem?.detail ?? problem?.title ?? problem?.code ?? 'without a reason';
}

/** @param {number} value */
function signed(value) {
  return value > 0 ? `+${decimal(value)}` : decimal(value);
}

/**
 * Formats with two decimals, or three if the third is not 0.
 *
 * @param {number} value
 */
function decimal(value) {
  return value.toFixed(3).replace(/0$/, '');
}

/** @param {readonly string[]} texts */
function widest(texts) {
  return Math.max(0, ...texts.map(cells));
}
