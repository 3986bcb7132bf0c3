import { articleFrame } from './article-frame.js';
import { companyList } from './company-list.js';
import { element, section } from './element.js';
import { mentionList } from './mention-list.js';
import { count } from './words.js';

/**
 * Renders an enriched article: its text, with the companies and mentions beside it.
 *
 * @param {import('./api.js').ArticleResult} result
 */
export function articleView({ body, article, companies, mentions }) {
  const text = element(
    'div',
    { className: 'text' },
    articleFrame(body ?? '', article.url),
    element(
      'p',
      { className: 'note' },
      'Prices in the text are those of its enrichment, and are not copied with it. The article’s images are not loaded, its styles and scripts not used.',
    ),
  );
  const aside = element(
    'div',
    { className: 'beside' },
    section('Companies', companyList(companies)),
    section('Mentions', mentionList(mentions)),
  );
  return element('div', { className: 'article' }, text, aside);
}

/** @param {import('./api.js').ArticleResult} result */
export function countsInWords({ mentions, companies }) {
  const genuine = mentions.filter((mention) => mention.genuine).length;
  return `${count(mentions.length, 'mention', 'mentions')}, ${genuine} genuine; ${count(companies.length, 'company', 'companies')}`;
}
