import { byId } from './element.js';

/** Formats that are recognized by the start of the text. */
const LOOKS = /** @type {const} */ ([
  [/^\s*---[ \t]*\r?\n/, 'text/markdown'],
  [/^\s*\{/, 'application/json'],
]);

/**
 * Creates the form for an article that is pasted, typed, dropped, chosen as a file, or our example.
 *
 * @param {{ onProblem: (problem: import('./api.js').Problem) => void }} options
 */
export function createDraft({ onProblem }) {
  const text = byId('draft', HTMLTextAreaElement);
  const format = byId('format', HTMLSelectElement);
  const fill = (/** @type {string} */ content) => {
    text.value = content;
    format.value = 'guess';
    text.focus();
    text.setSelectionRange(0, 0);
    text.scrollTop = 0;
  };
  byId('load-example', HTMLButtonElement).addEventListener('click', async () => {
    const answer = await fetch('/web/example.md').catch(() => undefined);
    if (answer?.ok) fill(await answer.text());
    else onProblem({ title: 'The example cannot be loaded', status: answer?.status ?? 0 });
  });
  const file = byId('file', HTMLInputElement);
  file.addEventListener('change', async () => {
    if (file.files?.[0]) fill(await textOf(file.files[0]));
    // Allows the same file to be chosen again.
    file.value = '';
  });
  acceptDrops(text, fill);
  return {
    /** @returns {import('./api.js').Draft} */
    read: () => ({
      text: text.value,
      mediaType: format.value === 'guess' ? mediaTypeOf(text.value) : format.value,
    }),
    isEmpty: () => text.value.trim() === '',
    focus: () => text.focus(),
  };
}

/**
 * @param {HTMLElement} target
 * @param {(content: string) => void} fill
 */
function acceptDrops(target, fill) {
  target.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    target.classList.add('drop');
  });
  target.addEventListener('dragleave', () => target.classList.remove('drop'));
  target.addEventListener('drop', async (event) => {
    target.classList.remove('drop');
    const dropped = event.dataTransfer?.files[0];
    if (!dropped) return;
    event.preventDefault();
    fill(await textOf(dropped));
  });
}

/**
 * Decodes a file as UTF-8, or otherwise in the encodings of Chinese publishers.
 *
 * @param {File} file
 */
async function textOf(file) {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** @param {string} text */
function mediaTypeOf(text) {
  return LOOKS.find(([beginning]) => beginning.test(text))?.[1] ?? 'text/html';
}
