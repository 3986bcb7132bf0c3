/** Front matter has about 20 lines. Lines beyond these limits are not read. */
const MAX_CHARACTERS = 65_536;
const MAX_LINES = 2000;

/**
 * Returns the keys of a YAML mapping, including those without a text value. Returns undefined if a
 * line is not part of a mapping.
 */
export function yamlKeys(yaml: string): readonly string[] | undefined {
  if (yaml.length > MAX_CHARACTERS) return undefined;
  const lines = linesOf(yaml);
  const indent = indentOfMapping(lines);
  const isPart = (line: string): boolean =>
    isBlank(line) ||
    isComment(line) ||
    indentOf(line) > indent ||
    /^\s*-(?:\s|$)/.test(line) ||
    !!keyOf(line);
  const isFirstKey = keyOf(lines.find((line) => !isBlank(line) && !isComment(line)) ?? '') !== undefined;
  return isFirstKey && lines.every(isPart) ? entriesIn(lines).map(({ key }) => key) : undefined;
}

/** Returns the indentation of the keys of a mapping. */
export function yamlIndent(yaml: string): string {
  const lines = linesOf(yaml);
  const first = lines.find((line) => !isBlank(line) && !isComment(line)) ?? '';
  return first.slice(0, indentOf(first));
}

/** A key, the text after it on its line, and the following lines with a larger indent. */
export interface Entry {
  readonly key: string;
  readonly first: string;
  readonly more: readonly string[];
}

/** Returns the keys of a YAML mapping with their values. */
export function entriesOf(yaml: string): readonly Entry[] {
  return entriesIn(linesOf(yaml));
}

function linesOf(yaml: string): readonly string[] {
  return yaml
    .slice(0, MAX_CHARACTERS)
    .split('\n', MAX_LINES)
    .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

function entriesIn(lines: readonly string[]): readonly Entry[] {
  const indent = indentOfMapping(lines);
  const entries: { key: string; first: string; more: string[] }[] = [];
  let open: string[] | undefined;
  for (const line of lines) {
    if (isBlank(line) || indentOf(line) > indent) {
      open?.push(line);
      continue;
    }
    const found = isComment(line) ? undefined : keyOf(line);
    open = found && [];
    if (found && open) entries.push({ ...found, more: open });
  }
  return entries;
}

function indentOfMapping(lines: readonly string[]): number {
  return indentOf(lines.find((line) => !isBlank(line) && !isComment(line)) ?? '');
}

/** Counts blanks and tabs, which hexo-front-matter also accepts. Other white space is text. */
function indentOf(line: string): number {
  let indent = 0;
  while (line[indent] === ' ' || line[indent] === '\t') indent++;
  return indent;
}

export function isBlank(line: string): boolean {
  return line.trim() === '';
}

export function isComment(line: string): boolean {
  return line.trimStart().startsWith('#');
}

/**
 * `key: value`, `"key": value`, and `key:value`, which generators write. A Chinese key needs a
 * blank after its colon, because Chinese prose has colons too. An English key may have a Chinese
 * colon, because people type it.
 */
const KEY =
  /^(?:([A-Za-z_][\w.-]{0,63})[ \t]{0,9}(?::(?!\/\/)|：)|([\p{L}_][\p{L}\p{N}_.-]{0,63})[ \t]{0,9}:(?=\s|$)|"([^"\\]{1,64})"[ \t]{0,9}:|'([^']{1,64})'[ \t]{0,9}:)/u;

function keyOf(line: string): { readonly key: string; readonly first: string } | undefined {
  const trimmed = line.trim();
  const match = KEY.exec(trimmed);
  if (!match) return undefined;
  const [all, ...keys] = match;
  return { key: keys.find((key) => key !== undefined) ?? '', first: trimmed.slice(all.length).trim() };
}
