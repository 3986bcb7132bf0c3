/** Elements that are removed with their content: they load, run, send, or are not HTML. */
const REMOVED =
  'script, style, link, meta, base, title, template, iframe, frame, frameset, object, embed, applet, portal, svg, math, audio, video, canvas, input, button, select, textarea, dialog, source, track';

const KEPT = /^(?:class|id|title|alt|lang|dir|colspan|rowspan|start|datetime|data-[\w-]+)$/;

/**
 * Removes everything from an article's HTML that loads, runs or leads anywhere except to the web.
 * The frame that shows it loads and runs nothing anyway; this keeps the HTML from trying. The text
 * stays unchanged.
 *
 * @param {string} html
 * @param {string | null} url where the article was published, for relative links
 * @returns {string}
 */
export function inertHtml(html, url) {
  // This document has no window, so nothing in it runs or loads.
  const { body } = new DOMParser().parseFromString(asMarkup(html), 'text/html');
  for (const unwanted of body.querySelectorAll(REMOVED)) unwanted.remove();
  for (const form of body.querySelectorAll('form')) unwrap(form);
  for (const element of body.querySelectorAll('*')) keepHarmless(element, url);
  return body.innerHTML;
}

/** @typedef {{ createHTML: (html: string) => string }} Policy */

// Browsers without trusted types accept the text itself.
const { trustedTypes } =
  /** @type {{ trustedTypes?: { createPolicy: (name: string, policy: Policy) => Policy } }} */ (window);
const policy = trustedTypes?.createPolicy('article', { createHTML: (html) => html });

/**
 * Turns a string into trusted markup. The pages' Content-Security-Policy requires this for the
 * inert document and for the sandboxed frame.
 *
 * @param {string} html
 * @returns {string}
 */
export function asMarkup(html) {
  return policy?.createHTML(html) ?? html;
}

/**
 * @param {Element} element
 * @param {string | null} url
 */
function keepHarmless(element, url) {
  const href = webAddress(element.getAttribute('href'), url);
  const src = element.getAttribute('src') ?? '';
  for (const { name } of [...element.attributes]) {
    if (!KEPT.test(name)) element.removeAttribute(name);
  }
  if (element.localName === 'a' && href !== undefined) {
    element.setAttribute('href', href);
    element.setAttribute('target', '_blank');
    element.setAttribute('rel', 'noopener noreferrer');
  }
  if (element.localName === 'img' && /^data:image\/(?!svg)/i.test(src)) element.setAttribute('src', src);
}

/**
 * Replaces a form with its content. Elements named inside a form hide the form's own methods, so
 * this calls none of them.
 *
 * @param {Node} form
 */
function unwrap(form) {
  const range = new Range();
  range.selectNodeContents(form);
  const contents = range.extractContents();
  range.selectNode(form);
  range.deleteContents();
  range.insertNode(contents);
}

/** The host of relative links if the article's own address is unknown. */
const NOWHERE = 'unknown.invalid';

/**
 * @param {string | null} href
 * @param {string | null} base
 * @returns {string | undefined}
 */
function webAddress(href, base) {
  if (href === null || href.startsWith('#')) return undefined;
  const from = base !== null && URL.canParse(base) ? base : `https://${NOWHERE}/`;
  if (!URL.canParse(href, from)) return undefined;
  const { protocol, hostname, href: address } = new URL(href, from);
  return /^https?:$/.test(protocol) && hostname !== NOWHERE ? address : undefined;
}
