/** What is not shown, with all that is in it: it loads, runs, sends, or speaks another language than HTML. */
const REMOVED =
  'script, style, link, meta, base, title, template, iframe, frame, frameset, object, embed, applet, portal, svg, math, audio, video, canvas, input, button, select, textarea, dialog, source, track';

const KEPT = /^(?:class|id|title|alt|lang|dir|colspan|rowspan|start|datetime|data-[\w-]+)$/;

/**
 * An article's HTML without all that loads, runs or leads elsewhere than to the web. The frame in which it is shown runs and loads
 * nothing anyway: this keeps the frame from being asked to. The text stays as it is.
 *
 * @param {string} html
 * @param {string | null} url where the article was published, for links that are relative
 * @returns {string}
 */
export function inertHtml(html, url) {
  // A document made so has no window: nothing in it runs or loads.
  const { body } = new DOMParser().parseFromString(asMarkup(html), 'text/html');
  for (const unwanted of body.querySelectorAll(REMOVED)) unwanted.remove();
  for (const form of body.querySelectorAll('form')) unwrap(form);
  for (const element of body.querySelectorAll('*')) keepHarmless(element, url);
  return body.innerHTML;
}

/** @typedef {{ createHTML: (html: string) => string }} Policy */

// Where the browser has none, the text itself is taken.
const { trustedTypes } =
  /** @type {{ trustedTypes?: { createPolicy: (name: string, policy: Policy) => Policy } }} */ (window);
const policy = trustedTypes?.createPolicy('article', { createHTML: (html) => html });

/**
 * The pages' Content-Security-Policy demands that texts which become markup pass through here: the one for the inert
 * document, and the one for the sandboxed frame.
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
 * Leaves of a form what is in it. What is named inside a form hides the form's own methods, so none of them is called.
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

/** The host of relative links of an article whose own address nobody knows. */
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
