import { readFileSync } from 'node:fs';
import type { Reply } from '../reply.ts';
import { DOCS_STYLE } from './style.ts';

/** Nothing but what this service serves itself: no inline script, no other origin. */
const HEADERS = {
  'Cache-Control': 'no-cache',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
};

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>tickerspan: the API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/style.css">
<script type="module" src="/docs/script.js"></script>
</head>
<body>
<header>
<h1>tickerspan</h1>
<p id="about">Reading <a href="/openapi.json">openapi.json</a> …</p>
<nav><a href="/">Playground</a> <a href="/admin/queues">Queues</a> <a href="/openapi.json">openapi.json</a></nav>
<label>Key <input id="key" type="password" autocomplete="off" placeholder="where API_KEYS is set"></label>
</header>
<main id="calls"></main>
<noscript><p>The calls are in <a href="/openapi.json">openapi.json</a>; trying them out here needs JavaScript.</p></noscript>
</body>
</html>
`;

/** `GET /docs`: a page that lists the calls of the API and tries them out. */
export async function docsPage(): Promise<Reply> {
  return { status: 200, type: 'text/html; charset=utf-8', headers: HEADERS, body: PAGE };
}

/** `GET /docs/script.js`: what makes the page of `/openapi.json`. */
export function docsScript() {
  const body = readFileSync(new URL('./script.js', import.meta.url), 'utf8');
  return async function handle(): Promise<Reply> {
    return { status: 200, type: 'text/javascript; charset=utf-8', headers: HEADERS, body };
  };
}

/** `GET /docs/style.css` */
export async function docsStyle(): Promise<Reply> {
  return { status: 200, type: 'text/css; charset=utf-8', headers: HEADERS, body: DOCS_STYLE };
}
