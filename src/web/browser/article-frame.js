import { element } from './element.js';
import { asMarkup, inertHtml } from './inert-html.js';

/**
 * Creates a frame that shows an annotated article. The text is untrusted: its document has its own
 * origin, runs no scripts, sends no forms, and loads only our style and the images of the text.
 * Links open normal pages.
 *
 * @param {string} html
 * @param {string | null} url where the article was published
 */
export function articleFrame(html, url) {
  const frame = element('iframe', { className: 'article-frame', title: 'The annotated article' });
  frame.setAttribute('sandbox', 'allow-popups allow-popups-to-escape-sandbox');
  frame.srcdoc = asMarkup(`${head()}<body>${inertHtml(html, url)}`);
  return frame;
}

function head() {
  const style = `${location.origin}/web/article-frame.css`;
  const policy = `default-src 'none'; style-src ${style}; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html><html lang="zh"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer"><title>Article</title><link rel="stylesheet" href="${style}">`;
}
