import { finishedArticle, Refusal } from './api.js';
import { articleView, countsInWords } from './article-view.js';
import { byId, element, linkOut } from './element.js';
import { createKeyForm } from './key-form.js';
import { problemNotice } from './problem-notice.js';
import { momentOf } from './words.js';

/** @typedef {import('./api.js').ArticleResult} ArticleResult */

const STATES = {
  queued: 'Queued: a worker will take it. This page updates by itself.',
  processing: 'A worker is enriching it. This page updates by itself.',
  enriched: '',
  failed: 'It could not be enriched.',
};

/** What readers can do about a status, in addition to the API's own text. */
const HINTS = /** @type {Record<number, string | undefined>} */ ({
  404: 'Check the address: no article with this id was ever submitted here, or it was deleted.',
  410: 'The article has expired. Submit it again to read it at this address.',
});

const id = decodeURIComponent(location.pathname.split('/').at(-1) ?? '');
const status = byId('status', HTMLElement);
const problems = byId('problem', HTMLElement);
const result = byId('result', HTMLElement);
const keyForm = createKeyForm({ onGiven: () => void read() });
let current = new AbortController();

void read();

async function read() {
  current.abort();
  const mine = new AbortController();
  current = mine;
  problems.replaceChildren();
  result.replaceChildren();
  showStatus('Loading …', true);
  try {
    const caller = { key: keyForm.key, signal: mine.signal };
    show(
      await finishedArticle(id, caller, ({ status: state, trouble }) => {
        showStatus(trouble ? `${trouble.title}; trying again …` : STATES[state], true);
      }),
    );
  } catch (error) {
    if (mine.signal.aborted) return;
    showStatus('', false);
    if (!(error instanceof Refusal)) throw error;
    refuse(error.problem);
  }
}

/** @param {ArticleResult} article */
function show(article) {
  document.title = `${article.article.title ?? 'Untitled'} · tickerspan`;
  result.replaceChildren(heading(article));
  if (article.problem) {
    showStatus('', false);
    problems.replaceChildren(
      problemNotice({ title: STATES.failed, status: 0, detail: article.problem.detail }),
    );
  } else {
    result.append(articleView(article));
    showStatus(`Enriched: ${countsInWords(article)}.`, false);
  }
}

/** @param {ArticleResult} article */
function heading({ article, enrichedAt, revision, expiresAt }) {
  const { title, url, source, author, publishedAt } = article;
  const byline = element('p', { className: 'byline' });
  for (const part of [source, author === source ? null : author]) {
    if (part) byline.append(element('span', { lang: 'zh' }, part));
  }
  if (publishedAt) byline.append(element('span', {}, 'published ', momentOf(publishedAt)));
  if (url) byline.append(linkOut(url, 'Where it was published'));
  const facts = element('p', { className: 'note' });
  if (enrichedAt) facts.append('enriched ', momentOf(enrichedAt), ', ');
  facts.append(`revision ${revision}, can be read until `, momentOf(expiresAt), ' · ');
  facts.append(element('a', { href: `/v1/articles/${encodeURIComponent(id)}` }, 'As JSON'));
  const name = element('h1', { className: 'title', lang: 'zh' }, title ?? 'Untitled');
  return element('header', {}, name, byline, facts);
}

/** @param {import('./api.js').Problem} problem */
function refuse(problem) {
  document.title = `${problem.title} · tickerspan`;
  problems.replaceChildren(problemNotice(keyForm.answer(problem), HINTS[problem.status]));
}

/**
 * @param {string} words
 * @param {boolean} isBusy
 */
function showStatus(words, isBusy) {
  if (status.textContent !== words) status.textContent = words;
  status.classList.toggle('busy', isBusy);
}
