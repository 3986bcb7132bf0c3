/**
 * Whether a path of the work tree is in the build context: the last line of .dockerignore that matches it, or a folder above
 * it, decides.
 *
 * @param {string} text of .dockerignore
 * @returns {(path: string) => boolean}
 */
export function buildContext(text) {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ includes: line.startsWith('!'), pattern: patternOf(line.replace(/^!/, '')) }));
  return (path) => rules.findLast(({ pattern }) => pattern.test(path))?.includes ?? true;
}

/** @param {string} glob */
function patternOf(glob) {
  if (!/^(?:\*\*\/)?[\w.*-]+(?:\/[\w.*-]+)*$/.test(glob))
    throw new Error(`.dockerignore: ${glob} is a pattern that is not known here.`);
  const body = glob
    .replace(/^\*\*\//, '\0')
    .replaceAll('.', '\\.')
    .replaceAll('*', '[^/]*')
    .replace('\0', '(?:.*/)?');
  return new RegExp(`^${body}(?:/|$)`);
}
