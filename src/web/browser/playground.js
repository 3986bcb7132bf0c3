import { enrich, explain, Refusal } from './api.js';
import { articleView, countsInWords } from './article-view.js';
import { createDraft } from './draft.js';
import { byId, element } from './element.js';
import { explanationView } from './explanation.js';
import { createKeyForm } from './key-form.js';
import { problemNotice } from './problem-notice.js';
import { count } from './words.js';

const form = byId('article-form', HTMLFormElement);
const status = byId('status', HTMLElement);
const problems = byId('problem', HTMLElement);
const result = byId('result', HTMLElement);
const stop = byId('stop', HTMLButtonElement);
const keyForm = createKeyForm({ onGiven: () => draft.focus() });
const draft = createDraft({ onProblem: show });
/** The current request. Only the latest one is shown. */
let current = new AbortController();

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const wantsExplanation = event.submitter?.id === 'explain';
  void run(wantsExplanation ? explainOnly : enrichAndShow);
});
byId('draft', HTMLTextAreaElement).addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
stop.addEventListener('click', () => {
  current.abort();
  finish('No longer waiting.');
});

/**
 * @param {(caller: import('./api.js').Caller) => Promise<string>} work returns the status text for
 * its end
 */
async function run(work) {
  current.abort();
  const mine = new AbortController();
  current = mine;
  problems.replaceChildren();
  result.replaceChildren();
  if (draft.isEmpty()) return show({ title: 'Paste an article first, or load the example', status: 0 });
  begin();
  try {
    finish(await work({ key: keyForm.key, signal: mine.signal }));
    result.scrollIntoView({ block: 'nearest' });
  } catch (error) {
    if (mine.signal.aborted) return;
    finish('');
    if (!(error instanceof Refusal)) throw error;
    show(error.problem);
  }
}

/** @param {import('./api.js').Caller} caller */
async function enrichAndShow(caller) {
  const enriched = await enrich(draft.read(), caller, ({ id, status: state, trouble }) => {
    status.replaceChildren(
      trouble ? `${trouble.title}; trying again … ` : `Submitted, ${state} … `,
      link(`/articles/${id}`, 'its page'),
    );
  });
  if (enriched.problem) {
    show({ title: 'The article could not be enriched', status: 0, detail: enriched.problem.detail });
    return 'Failed.';
  }
  const title = element('h2', { className: 'title', lang: 'zh' }, enriched.article.title ?? 'Untitled');
  const places = element('p', { className: 'places' });
  places.append(link(`/articles/${enriched.id}`, 'Its reading page'), ' ');
  places.append(link(`/v1/articles/${enriched.id}`, 'As JSON'));
  result.append(title, places, articleView(enriched));
  return `Enriched: ${countsInWords(enriched)}.`;
}

/** @param {import('./api.js').Caller} caller */
async function explainOnly(caller) {
  const explanation = await explain(draft.read(), caller);
  result.append(explanationView(explanation));
  const { candidates, warnings } = explanation;
  const genuine = candidates.filter((candidate) => candidate.mention && candidate.genuine).length;
  return `Explained: ${count(candidates.length, 'candidate', 'candidates')}, ${genuine} genuine; ${count(warnings.length, 'warning', 'warnings')}. Nothing was stored, and no quotes were asked for.`;
}

function begin() {
  status.textContent = 'Sending …';
  status.classList.add('busy');
  stop.hidden = false;
}

/** @param {string} words */
function finish(words) {
  status.textContent = words;
  status.classList.remove('busy');
  stop.hidden = true;
}

/** @param {import('./api.js').Problem} problem */
function show(problem) {
  problems.replaceChildren(problemNotice(keyForm.answer(problem)));
}

/**
 * @param {string} path
 * @param {string} words
 */
function link(path, words) {
  return element('a', { href: path }, words);
}
