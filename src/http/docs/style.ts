/** How the page of the API looks, in light and dark. */
export const DOCS_STYLE = `:root { color-scheme: light dark; --line: #8884; --accent: light-dark(#0b57d0, #8ab4f8); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
h1 { margin: 0; font-size: 1.5rem; }
header { border-bottom: 1px solid var(--line); padding-bottom: 1rem; margin-bottom: 1rem; }
a { color: var(--accent); }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; }
details { border: 1px solid var(--line); border-radius: 6px; margin: 0.5rem 0; }
summary { cursor: pointer; padding: 0.5rem 0.75rem; display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; align-items: baseline; }
summary code { font-weight: 600; overflow-wrap: anywhere; }
.method { font: 600 0.75rem/1 ui-monospace, monospace; text-transform: uppercase; min-width: 3.5rem; color: var(--accent); }
form { padding: 0 0.75rem 0.75rem; display: grid; gap: 0.5rem; }
label { display: grid; gap: 0.1rem; font-size: 0.9rem; }
small { opacity: 0.75; }
input, select, textarea, button { font: inherit; padding: 0.3rem 0.5rem; border: 1px solid var(--line); border-radius: 4px; }
textarea { font-family: ui-monospace, monospace; font-size: 0.85rem; min-height: 8rem; }
button { justify-self: start; cursor: pointer; padding-inline: 1rem; color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
pre { margin: 0; padding: 0.75rem; max-height: 30rem; overflow: auto; border-top: 1px solid var(--line); font-size: 0.8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; font-size: 0.9rem; }
th, td { text-align: left; vertical-align: top; padding: 0.15rem 0.75rem 0.15rem 0; font-weight: 400; }
`;
