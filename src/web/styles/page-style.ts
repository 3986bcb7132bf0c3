/**
 * The style of the playground and the reading page, in light and dark, on wide and narrow screens.
 */
export const PAGE_STYLE = `:root {
  color-scheme: light dark;
  --paper: light-dark(#fbfaf7, #151513);
  --raised: light-dark(#fff, #1d1d1a);
  --ink: light-dark(#1d1c19, #e9e7e1);
  --faint: light-dark(#66625a, #a19c92);
  --line: light-dark(#e2ded5, #34322e);
  --accent: light-dark(#0b6560, #7ccbc2);
  --on-accent: light-dark(#fff, #10201e);
  --alarm: light-dark(#9c2f1c, #f0a08f);
  --mono: ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
.bar, main, noscript { max-width: 76rem; margin-inline: auto; padding-inline: clamp(1rem, 3vw, 2.5rem); }
.bar { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.25rem 1.5rem; padding-block: 1.1rem; }
.brand { font-weight: 650; letter-spacing: -0.01em; color: inherit; text-decoration: none; }
nav { display: flex; gap: 1.1rem; font-size: 0.9rem; }
nav a { color: var(--faint); text-decoration: none; }
nav a:hover { color: var(--accent); text-decoration: underline; }
#key-form { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.35rem 0.6rem; font-size: 0.9rem; margin-left: auto; }
main { padding-bottom: 4rem; }
h1 { font-size: clamp(1.6rem, 3.4vw, 2.3rem); line-height: 1.2; letter-spacing: -0.02em; font-weight: 620; margin: 1.5rem 0 0.5rem; text-wrap: balance; }
h2 { font-size: 0.8rem; letter-spacing: 0.06em; text-transform: uppercase; color: var(--faint); font-weight: 600; margin: 0 0 0.75rem; }
h2.title { font-size: 1.4rem; letter-spacing: 0; text-transform: none; color: inherit; margin: 2rem 0 0.25rem; }
h3 { font-size: 1.05rem; margin: 0; font-weight: 620; }
p { margin: 0; }
a { color: var(--accent); text-underline-offset: 0.15em; text-decoration-thickness: 1px; }
code { font: 0.82em var(--mono); color: var(--faint); overflow-wrap: anywhere; }
.lead { max-width: 44rem; color: var(--faint); margin-bottom: 1.75rem; }
.note { font-size: 0.85rem; color: var(--faint); }
.label { display: flex; flex-wrap: wrap; gap: 0 0.75rem; align-items: baseline; margin-bottom: 0.35rem; }
.label label { font-weight: 600; }
textarea, input, select, button, .file {
  font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 0.4rem 0.8rem;
}
textarea { display: block; width: 100%; font: 0.85rem/1.55 var(--mono); padding: 0.9rem 1rem; resize: vertical; }
textarea.drop { border-color: var(--accent); border-style: dashed; }
button, .file { cursor: pointer; }
button:hover, .file:hover { border-color: var(--accent); }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; padding-inline: 1.4rem; }
.file input { position: absolute; width: 1px; height: 1px; opacity: 0; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.6rem; margin-top: 0.75rem; font-size: 0.95rem; }
.row select { margin-left: 0.3rem; }
:focus-visible, .file:focus-within { outline: 2px solid var(--accent); outline-offset: 2px; }
#status { min-height: 1.55em; margin-top: 1.25rem; color: var(--faint); }
#status.busy::before {
  content: ''; display: inline-block; width: 0.8em; height: 0.8em; margin-right: 0.6em; vertical-align: -0.08em;
  border: 2px solid var(--line); border-top-color: var(--accent); border-radius: 50%; animation: turn 0.9s linear infinite;
}
@keyframes turn { to { transform: rotate(1turn); } }
@media (prefers-reduced-motion: reduce) { #status.busy::before { animation: none; } }
.problem { border-left: 3px solid var(--alarm); padding: 0.35rem 0 0.35rem 1rem; margin-top: 0.5rem; max-width: 50rem; }
.problem-title { font-weight: 620; color: var(--alarm); }
.problem ul { margin: 0.25rem 0; padding-left: 1.2rem; }
.byline { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; margin-bottom: 0.15rem; }
.places { display: flex; gap: 1.1rem; font-size: 0.9rem; }
.article { display: grid; grid-template-columns: minmax(0, 1fr) minmax(16rem, 22rem); gap: clamp(1.5rem, 4vw, 3.5rem); margin-top: 1.5rem; align-items: start; }
.text { position: sticky; top: 1rem; display: grid; gap: 0.5rem; }
.article-frame { width: 100%; height: min(46rem, calc(100dvh - 6rem)); min-height: 20rem; border: 1px solid var(--line); border-radius: 8px; background: var(--raised); }
.beside, .explanation { display: grid; gap: 2.25rem; }
.explanation { max-width: 46rem; margin-top: 1.5rem; }
.companies, .mentions { list-style: none; margin: 0; padding: 0; }
.company, .mention { padding: 0.85rem 0; border-top: 1px solid var(--line); }
.quote { margin-top: 0.35rem; font-variant-numeric: tabular-nums; }
.price { font-size: 1.5rem; font-weight: 560; letter-spacing: -0.01em; }
.change { margin-left: 0.4rem; }
.missing { margin-top: 0.35rem; }
.stale { color: var(--alarm); font-weight: 600; }
.links { display: flex; flex-wrap: wrap; gap: 0 0.9rem; font-size: 0.85rem; margin-top: 0.3rem; }
.mention .name { font-weight: 620; }
.mention:not(.genuine) .name { color: var(--faint); }
.verdict { font-size: 0.75rem; border: 1px solid var(--line); border-radius: 99px; padding: 0.1rem 0.6rem; color: var(--faint); white-space: nowrap; }
.genuine .verdict { border-color: var(--accent); color: var(--accent); }
.confidence { font-size: 0.82rem; font-variant-numeric: tabular-nums; color: var(--faint); white-space: nowrap; }
.evidence { font-size: 0.88rem; margin-top: 0.2rem; overflow-wrap: anywhere; }
p.evidence, .evidence li { display: grid; grid-template-columns: 3.6rem 1fr; align-items: baseline; }
.evidence ul, .plain { margin: 0.2rem 0 0; padding-left: 0; list-style: none; }
summary { cursor: pointer; color: var(--faint); width: fit-content; }
.sense { font-size: 0.78rem; color: var(--faint); }
@media (max-width: 52rem) {
  .article { grid-template-columns: minmax(0, 1fr); }
  .text { position: static; }
  .article-frame { height: 70dvh; }
  #key-form { margin-left: 0; }
}
`;
