import { element, section } from './element.js';
import { mentionList } from './mention-list.js';

/** @typedef {import('../../articles/explain-article.ts').Candidate} Candidate */

/**
 * Renders what the service would do with an article, and why.
 *
 * @param {import('./api.js').Explanation} explanation
 */
export function explanationView({ candidates, warnings }) {
  const view = element('div', { className: 'explanation' });
  view.append(section('Mentions', mentionList(candidates.filter((candidate) => candidate.mention))));
  const refused = candidates.filter((candidate) => !candidate.mention);
  if (refused.length > 0) view.append(section('No mentions', plainList(refused.map(refusalInWords))));
  if (warnings.length > 0) view.append(section('Warnings', plainList(warnings.map(({ detail }) => detail))));
  return view;
}

/** @param {Extract<Candidate, { mention: false }>} candidate */
function refusalInWords({ ticker, reason }) {
  return `${ticker}: ${reason}`;
}

/** @param {readonly string[]} texts */
function plainList(texts) {
  return element('ul', { className: 'plain' }, ...texts.slice(0, 200).map((text) => element('li', {}, text)));
}
