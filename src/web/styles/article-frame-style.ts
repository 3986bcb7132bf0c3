/**
 * The style of an article in its frame. It recognizes our insertions by their attributes. A quote
 * is not part of the article's text, so it is not selected with it. A false mention keeps the
 * publisher's link, but looks like plain text.
 */
export const ARTICLE_FRAME_STYLE = `:root {
  color-scheme: light dark;
  --ink: light-dark(#1d1c19, #e9e7e1);
  --faint: light-dark(#66625a, #a19c92);
  --accent: light-dark(#0b6560, #7ccbc2);
}
body {
  margin: 0 auto; max-width: 40em; padding: clamp(1rem, 4vw, 2.25rem); color: var(--ink); overflow-wrap: anywhere;
  font: 1.0625rem/1.85 Charter, 'Bitstream Charter', 'Songti SC', 'Noto Serif CJK SC', 'Source Han Serif SC', Georgia, serif;
}
p { margin: 0 0 1em; }
a { color: var(--accent); text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
a[data-ticker] { font-weight: 600; }
[id^='stock_'] a:not([data-ticker]) { color: inherit; text-decoration: underline dotted var(--faint); }
span[data-quoted-at] { color: var(--accent); font: 0.82em system-ui, sans-serif; font-variant-numeric: tabular-nums; white-space: nowrap; user-select: none; }
span[data-stale] { opacity: 0.7; }
img:not([src]) { display: inline-block; font: italic 0.85rem system-ui, sans-serif; color: var(--faint); }
table { border-collapse: collapse; }
td, th { border: 1px solid color-mix(in srgb, var(--faint) 40%, transparent); padding: 0.25em 0.6em; text-align: left; }
pre { white-space: pre-wrap; }
`;
