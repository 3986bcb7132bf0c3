import { readFileSync } from 'node:fs';
import { EXAMPLE_POST } from './example-post.ts';
import { playgroundPage } from './playground-page.ts';
import { readingPage } from './reading-page.ts';
import { ARTICLE_FRAME_STYLE } from './styles/article-frame-style.ts';
import { PAGE_STYLE } from './styles/page-style.ts';

/** A file that is served unchanged, at a path of its own. */
export interface WebFile {
  /** A route's path: `:id` stands for any id. */
  readonly path: string;
  readonly type: string;
  readonly body: string;
}

/** The modules of the pages. Only these are served. */
const SCRIPTS = [
  'api.js',
  'article-frame.js',
  'article-view.js',
  'company-list.js',
  'draft.js',
  'element.js',
  'explanation.js',
  'inert-html.js',
  'key-form.js',
  'mention-list.js',
  'playground.js',
  'problem-notice.js',
  'reading-page.js',
  'words.js',
];

const HTML = 'text/html; charset=utf-8';
const CSS = 'text/css; charset=utf-8';

/**
 * Returns the playground, the reading page and what they load.
 * @param needsKey whether the API asks for keys
 */
export function webFiles(needsKey: boolean): readonly WebFile[] {
  return [
    { path: '/', type: HTML, body: playgroundPage(needsKey) },
    { path: '/articles/:id', type: HTML, body: readingPage(needsKey) },
    { path: '/web/page.css', type: CSS, body: PAGE_STYLE },
    { path: '/web/article-frame.css', type: CSS, body: ARTICLE_FRAME_STYLE },
    { path: '/web/example.md', type: 'text/markdown; charset=utf-8', body: EXAMPLE_POST },
    ...SCRIPTS.map(script),
  ];
}

function script(name: string): WebFile {
  const body = readFileSync(new URL(`./browser/${name}`, import.meta.url), 'utf8');
  return { path: `/web/${name}`, type: 'text/javascript; charset=utf-8', body };
}
