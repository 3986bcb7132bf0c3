import { element } from './element.js';
import { percentOf } from './words.js';

/** @typedef {import('../../articles/article.ts').ListedMention} ListedMention */

const MAX_SHOWN = 200;

/**
 * Renders the mentions of an article in text order, each with its verdict and evidence.
 *
 * @param {readonly ListedMention[]} mentions
 */
export function mentionList(mentions) {
  if (mentions.length === 0) return element('p', { className: 'note' }, 'No ticker was found in it.');
  const list = element('ol', { className: 'mentions' }, ...mentions.slice(0, MAX_SHOWN).map(mentionItem));
  const more = mentions.length - MAX_SHOWN;
  if (more > 0) list.append(element('li', { className: 'note' }, `${more} more are in the JSON.`));
  return list;
}

/** @param {ListedMention} mention */
function mentionItem({ text, ticker, genuine, confidence, evidence }) {
  const item = element(
    'li',
    { className: genuine ? 'mention genuine' : 'mention' },
    element('span', { className: 'name', lang: 'zh' }, text),
    ' ',
    element('code', {}, ticker),
    ' ',
    element('span', { className: 'verdict' }, genuine ? 'genuine' : 'not genuine'),
    ' ',
    element(
      'span',
      { className: 'confidence', title: 'How likely it is that the company is meant' },
      `confidence ${percentOf(confidence)}`,
    ),
  );
  const [strongest, ...others] = strongestFirst(evidence, genuine);
  if (strongest) item.append(element('p', { className: 'evidence' }, ...inWords(strongest)));
  if (others.length > 0) item.append(furtherEvidence(others));
  return item;
}

/** @param {ListedMention['evidence']} others */
function furtherEvidence(others) {
  const items = others.map((one) => element('li', {}, ...inWords(one)));
  const summary = element(
    'summary',
    {},
    `${others.length} more ${others.length === 1 ? 'reason' : 'reasons'}`,
  );
  return element('details', { className: 'evidence' }, summary, element('ul', {}, ...items));
}

/**
 * Sorts evidence: first for the verdict, then against it, strongest first.
 *
 * @param {ListedMention['evidence']} evidence
 * @param {boolean} genuine
 */
function strongestFirst(evidence, genuine) {
  const sign = genuine ? -1 : 1;
  return [...evidence].sort((a, b) => sign * (a.weight - b.weight));
}

/** @param {ListedMention['evidence'][number]} evidence */
function inWords({ weight, detail }) {
  const sense = weight > 0 ? 'for' : 'against';
  return [element('span', { className: 'sense' }, sense), ' ', element('span', {}, detail)];
}
