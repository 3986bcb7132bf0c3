export interface PageShell {
  readonly title: string;
  /** The module in `browser/` that runs on the page. */
  readonly script: string;
  readonly main: string;
  /** Whether the form for the API key is visible from the beginning. */
  readonly needsKey: boolean;
}

/**
 * Renders what all pages share. The pages contain no article: their scripts request it from the
 * API.
 */
export function pageShell({ title, script, main, needsKey }: PageShell): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/web/page.css">
<script type="module" src="/web/${script}"></script>
</head>
<body>
<header class="bar">
<a class="brand" href="/">tickerspan</a>
<nav aria-label="Elsewhere"><a href="/docs">API</a> <a href="/openapi.json">openapi.json</a> <a href="/admin/queues">Dashboard</a></nav>
<form id="key-form"${needsKey ? '' : ' hidden'}>
<label for="key">API key</label>
<input id="key" type="password" autocomplete="off" spellcheck="false" aria-describedby="key-note">
<button>Use it</button>
<span id="key-note" class="note">kept until this tab is closed</span>
</form>
</header>
<main>
${main}
</main>
<noscript><p>This page needs JavaScript; <a href="/openapi.json">the API</a> does not.</p></noscript>
</body>
</html>
`;
}

/** The elements in which scripts show progress, problems and results. */
export const OUTCOME = `<p id="status" role="status"></p>
<div id="problem" role="alert"></div>
<div id="result"></div>`;
