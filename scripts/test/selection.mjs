/**
 * Whether Jest, called with these arguments, runs one of these projects.
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
 * The values of a Jest option that takes several: `--option a b` or `--option=a`.
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
