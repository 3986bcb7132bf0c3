import { byId } from './element.js';

const STORED = 'tickerspan-key';

/**
 * The form for the API key. The key is kept for this tab only, and stands in no address.
 *
 * @param {{ onGiven: () => void }} options what follows when the reader has given one
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
    /** Shows the form, for a key is needed or the one given will not do. */
    ask() {
      form.hidden = false;
      input.focus();
    },
  };
}
