import { byId } from './element.js';

const STORED = 'tickerspan-key';

/** @typedef {import('./api.js').Problem} Problem */

/**
 * Creates the form for the API key. The key is kept for this tab only, and is never part of an
 * address.
 *
 * @param {{ onGiven: () => void }} options called after the reader entered a key
 */
export function createKeyForm({ onGiven }) {
  const form = byId('key-form', HTMLFormElement);
  const input = byId('key', HTMLInputElement);
  input.value = sessionStorage.getItem(STORED) ?? '';
  const keep = () => sessionStorage.setItem(STORED, input.value.trim());
  input.addEventListener('input', keep);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    keep();
    onGiven();
  });
  return {
    get key() {
      return input.value.trim();
    },
    /**
     * Shows the form if a key is missing or invalid.
     *
     * @param {Problem} problem
     * @returns {Problem} the same, with what to do on this page
     */
    answer(problem) {
      const advice = adviceFor(problem, input.value.trim());
      if (advice === undefined) return problem;
      form.hidden = false;
      input.focus();
      return { ...problem, detail: advice };
    },
  };
}

/**
 * @param {Problem} problem
 * @param {string} key
 */
function adviceFor({ status, code, detail }, key) {
  // The API's own text addresses programmers.
  if (status === 401 && key === '') return 'Put a key into the field “API key” above, and try again.';
  if (status !== 401 && code !== 'forbidden') return undefined;
  return [detail, 'Put another key into the field “API key” above, and try again.']
    .filter(Boolean)
    .join('. ');
}
