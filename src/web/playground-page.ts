import { OUTCOME, pageShell } from './page-shell.ts';

const MAIN = `<h1>Which companies does an article really mean?</h1>
<p class="lead">Paste a scraped article. tickerspan finds the tickers that its publisher embedded, tells the real mentions from the false
ones, and gives the text back as it came, with links and prices put in.</p>
<form id="article-form">
<div class="label"><label for="draft">Article</label> <span class="note" id="draft-note">HTML, or a Hexo post; files can be dropped here</span></div>
<textarea id="draft" rows="12" spellcheck="false" autocomplete="off" aria-describedby="draft-note"></textarea>
<div class="row">
<button type="button" id="load-example">Load the example</button>
<label class="file">Open a file …<input id="file" type="file" accept=".html,.htm,.md,.markdown,.json,.txt"></label>
<label>Format <select id="format">
<option value="guess">as it looks</option>
<option value="text/html">HTML</option>
<option value="text/markdown">Hexo post</option>
<option value="application/json">JSON</option>
</select></label>
</div>
<div class="row">
<button class="primary" id="enrich">Enrich</button>
<button id="explain" aria-describedby="explain-note">Explain only</button>
<span class="note" id="explain-note">explaining stores nothing, and asks for no quotes</span>
<button type="button" id="stop" hidden>Stop waiting</button>
</div>
</form>
${OUTCOME}`;

/** `GET /`: paste an article and see what the service makes of it. */
export function playgroundPage(needsKey: boolean): string {
  return pageShell({ title: 'tickerspan', script: 'playground.js', main: MAIN, needsKey });
}
