import { element, linkOut } from './element.js';
import { decimal, missingInWords, momentOf, signed, stateInWords } from './words.js';

/**
 * @typedef {import('../../articles/article.ts').Company} Company
 * @typedef {import('./words.js').Quote} Quote
 */

const MAX_SHOWN = 200;

const SITES = { sina: 'Sina', eastmoney: 'Eastmoney', xueqiu: 'Xueqiu', tencent: 'Tencent', yahoo: 'Yahoo' };

/**
 * Renders the companies of an article with their quotes, or why a quote is missing.
 *
 * @param {readonly Company[]} companies
 */
export function companyList(companies) {
  if (companies.length === 0) return element('p', { className: 'note' }, 'It genuinely mentions no company.');
  const list = element('ul', { className: 'companies' }, ...companies.slice(0, MAX_SHOWN).map(companyItem));
  const more = companies.length - MAX_SHOWN;
  if (more > 0) list.append(element('li', { className: 'note' }, `${more} more are in the JSON.`));
  return list;
}

/** @param {Company} company */
function companyItem({ ticker, name, market, kind, mentions, links, quote, missing, publicationClose }) {
  const times = mentions === 1 ? 'mentioned once' : `mentioned ${mentions} times`;
  const item = element(
    'li',
    { className: 'company' },
    element('h3', {}, element('span', { lang: 'zh' }, name), ' ', element('code', {}, ticker)),
    element('p', { className: 'note' }, [market, kind, times].filter(Boolean).join(' · ')),
    ...(quote ? quoteLines(quote) : [element('p', { className: 'missing' }, missingInWords(missing))]),
  );
  if (publicationClose) item.append(closeLine(publicationClose));
  item.append(linkLine(links));
  return item;
}

/** @param {Quote} quote */
function quoteLines(quote) {
  const { price, change, changePercent, previousClose, currency, quotedAt, source, stale } = quote;
  const line = element('p', { className: 'quote' });
  if (price === null) {
    line.append(element('span', { className: 'price' }, 'no price'));
    if (previousClose !== null) line.append(` previous close ${decimal(previousClose)} ${currency}`);
  } else {
    line.append(element('span', { className: 'price' }, decimal(price)), ` ${currency}`);
    if (change !== null) line.append(' ', element('span', { className: 'change' }, signed(change)));
    if (changePercent !== null)
      line.append(' ', element('span', { className: 'change' }, `${signed(changePercent)}%`));
  }
  const facts = element('p', { className: 'note' }, 'as of ', momentOf(quotedAt));
  facts.append(` · ${stateInWords(quote)} · source: ${source}`);
  if (stale)
    facts.append(' · ', element('strong', { className: 'stale' }, 'stale: older than it ought to be'));
  return [line, facts];
}

/** @param {NonNullable<Company['publicationClose']>} close */
function closeLine({ date, close, changeSince }) {
  const since = changeSince === null ? '' : `, ${signed(changeSince)}% since`;
  return element(
    'p',
    { className: 'note' },
    `closed at ${decimal(close)} on ${date}, before publication${since}`,
  );
}

/** @param {Company['links']} links */
function linkLine(links) {
  const line = element('p', { className: 'links' });
  for (const [site, url] of Object.entries(links)) {
    const words = SITES[/** @type {keyof typeof SITES} */ (site)] ?? site;
    if (url !== null) line.append(linkOut(url, words), ' ');
  }
  return line;
}
