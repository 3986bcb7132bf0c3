/**
 * Calls the public API.
 *
 * @typedef {import('../../articles/representations/result.ts').ArticleResult} ArticleResult
 * @typedef {import('../../articles/explain-article.ts').Explanation} Explanation
 * @typedef {{ title: string, status: number, code?: string, detail?: string, requestId?: string,
 * errors?: { pointer: string, detail: string }[] }} Problem
 * @typedef {{ text: string, mediaType: string }} Draft
 * @typedef {{ key: string, signal: AbortSignal }} Caller
 * @typedef {(progress: Pick<ArticleResult, 'id' | 'status'> & { trouble?: Problem }) => void}
 * OnProgress
 */

/**
 * Maximum wait of a submission and of a poll. The first is short, to show the id soon; the second
 * is long, to poll rarely.
 */
const SUBMIT_WAIT_SECONDS = 3;
const POLL_WAIT_SECONDS = 25;
/** Pause if a response has no Retry-After. */
const PAUSE_SECONDS = 2;

/** With its own credentials, the browser would ask for a password before we can ask for a key. */
const FETCH_OPTIONS = /** @type {const} */ ({ cache: 'no-store', credentials: 'omit' });

/** An error response, in the words of the API. */
export class Refusal extends Error {
  /**
   * @param {Problem} problem
   * @param {string | null} retryAfter
   */
  constructor(problem, retryAfter) {
    super(problem.title);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/**
 * Submits an article and waits until it is finished.
 *
 * @param {Draft} draft
 * @param {Caller} caller
 * @param {OnProgress} onProgress
 * @returns {Promise<ArticleResult>}
 */
export async function enrich(draft, caller, onProgress) {
  const prefer = { Prefer: `wait=${SUBMIT_WAIT_SECONDS}` };
  const { json } = await ask('/v1/articles', caller, sending(draft, prefer));
  onProgress(json);
  return isFinished(json) ? json : await finishedArticle(json.id, caller, onProgress);
}

/**
 * @param {Draft} draft
 * @param {Caller} caller
 * @returns {Promise<Explanation>}
 */
export async function explain(draft, caller) {
  return (await ask('/v1/explain', caller, sending(draft))).json;
}

/**
 * Reads an article, with long polls, until it is finished.
 *
 * @param {string} id
 * @param {Caller} caller
 * @param {OnProgress} onProgress
 * @returns {Promise<ArticleResult>}
 */
export async function finishedArticle(id, caller, onProgress) {
  for (let wait = 0; ; wait = POLL_WAIT_SECONDS) {
    const askedAt = performance.now();
    const { json, retryAfter } = await askAgain(id, caller, onProgress, wait);
    onProgress(json);
    if (isFinished(json)) return json;
    // A service that is shutting down answers long polls at once.
    if (wait > 0 && performance.now() - askedAt < 1000) await pause(retryAfter, caller.signal);
  }
}

/**
 * Requests an article, and repeats the request while the service is unreachable or busy.
 *
 * @param {string} id
 * @param {Caller} caller
 * @param {OnProgress} onProgress
 * @param {number} wait in seconds
 */
async function askAgain(id, caller, onProgress, wait) {
  const headers = { Prefer: `wait=${wait}` };
  for (;;) {
    try {
      return await ask(`/v1/articles/${encodeURIComponent(id)}`, caller, { headers });
    } catch (error) {
      if (!(error instanceof Refusal) || ![0, 429, 503].includes(error.problem.status)) throw error;
      onProgress({ id, status: 'queued', trouble: error.problem });
      await pause(error.retryAfter, caller.signal);
    }
  }
}

/** @param {{ status: string }} article */
function isFinished({ status }) {
  return status === 'enriched' || status === 'failed';
}

/**
 * @param {Draft} draft
 * @param {Record<string, string>} [headers]
 */
function sending({ text, mediaType }, headers = {}) {
  const type = { 'Content-Type': `${mediaType}; charset=utf-8` };
  return { method: 'POST', headers: { ...type, ...headers }, body: text };
}

/**
 * @param {string} path
 * @param {Caller} caller
 * @param {{ method?: string, headers: Record<string, string>, body?: string }} init
 */
async function ask(path, { key, signal }, init) {
  if (!/^[\x20-\x7e]*$/.test(key))
    throw new Refusal({ title: 'The key contains characters that no key has', status: 401 }, null);
  const headers = key === '' ? init.headers : { ...init.headers, Authorization: `Bearer ${key}` };
  const answer = await fetch(path, { ...init, headers, signal, ...FETCH_OPTIONS }).catch((error) => {
    if (signal.aborted) throw error;
    throw new Refusal({ title: 'The service cannot be reached', status: 0, detail: String(error) }, null);
  });
  const retryAfter = answer.headers.get('Retry-After');
  const json = await answer.json().catch(() => undefined);
  if (answer.ok && json !== undefined) return { json, retryAfter };
  const problem = {
    title: answer.statusText || 'The response cannot be read',
    ...json,
    status: answer.status,
  };
  throw new Refusal(problem, retryAfter);
}

/**
 * @param {string | null} retryAfter
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function pause(retryAfter, signal) {
  const seconds = Number(retryAfter ?? PAUSE_SECONDS) || PAUSE_SECONDS;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
