/**
 * Creates an element with properties and children. Strings become text nodes, so untrusted text is
 * never parsed as markup.
 *
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Partial<Omit<HTMLElementTagNameMap[Name], 'style' | 'children' | 'innerHTML' |
 * 'outerHTML'>>} [properties]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/**
 * Returns the element with this id.
 *
 * @template {HTMLElement} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${kind.name} with the id ${id}`);
}

/**
 * Returns a link out of the page, or only its words if the address is not a web address.
 *
 * @param {string} url
 * @param {string} words
 */
export function linkOut(url, words) {
  if (!/^https?:\/\//i.test(url)) return element('span', {}, words);
  return element('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, words);
}

/**
 * @param {string} title
 * @param {Node} content
 */
export function section(title, content) {
  return element('section', {}, element('h2', {}, title), content);
}
