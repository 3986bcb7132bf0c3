import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;

/** Returns the text of HTML as a reader sees it, except for white space. */
export function textOf(html: string): string {
  return textIn(parseFragment(html));
}

function textIn(node: Node): string {
  if ('value' in node && node.nodeName === '#text') return node.value;
  if (!('childNodes' in node) || ['script', 'style'].includes(node.nodeName)) return '';
  return node.childNodes.map(textIn).join('');
}
