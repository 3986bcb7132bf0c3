/**
 * Returns whether Jest, called with these arguments, runs one of these projects.
 *
 * @param {readonly string[]} args
 * @param {readonly string[]} projects
 */
export function selects(args, projects) {
  const chosen = valuesOf(args, '--selectProjects');
  const ignored = valuesOf(args, '--ignoreProjects');
  return projects.some((name) => (chosen.length === 0 || chosen.includes(name)) && !ignored.includes(name));
}

/**
 * Returns the arguments for Jest. Browser tests need Chromium, so they run only if the project's
 * name or a path asks for them.
 *
 * @param {readonly string[]} args
 * @returns {readonly string[]}
 */
export function withoutBrowser(args) {
  const isAsked = valuesOf(args, '--selectProjects').includes('browser');
  if (isAsked || args.some((arg) => arg.includes('test/browser'))) return args;
  const end = args.indexOf('--');
  const options = end === -1 ? args : args.slice(0, end);
  return [...options, '--ignoreProjects', 'browser', ...args.slice(options.length)];
}

/**
 * Returns the values of a Jest option that accepts several: `--option a b` or `--option=a`.
 *
 * @param {readonly string[]} args
 * @param {string} option
 */
function valuesOf(args, option) {
  return args.flatMap((arg, index) => {
    if (arg.startsWith(`${option}=`)) return [arg.slice(option.length + 1)];
    if (arg !== option) return [];
    const rest = args.slice(index + 1);
    const end = rest.findIndex((value) => value.startsWith('-'));
    return end === -1 ? rest : rest.slice(0, end);
  });
}
