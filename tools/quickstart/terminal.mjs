/**
 * @typedef {object} Style
 * @property {(text: string) => string} bold
 * @property {(text: string) => string} dim
 * @property {(text: string) => string} green
 * @property {(text: string) => string} red
 */

/**
 * Uses colors on a terminal, unless NO_COLOR is set.
 *
 * @param {{ isTTY?: boolean | undefined, env: Record<string, string | undefined> }} where
 * @returns {Style}
 */
export function createStyle({ isTTY, env }) {
  const colored = isTTY === true && !env.NO_COLOR;
  /** @param {number} on @param {number} off */
  const paint = (on, off) => (/** @type {string} */ text) =>
    colored && text ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  return { bold: paint(1, 22), dim: paint(2, 22), green: paint(32, 39), red: paint(31, 39) };
}

/**
 * Numbers the steps. Each step gets its own `say`, which prints one line.
 *
 * @param {{ total: number, style: Style, print: (line: string) => void }} options
 */
export function createSteps({ total, style, print }) {
  let count = 0;
  return (/** @type {string} */ title) => {
    count += 1;
    const head = style.dim(`[${count}/${total}]`);
    return (/** @type {string} */ text) => print(`${head} ${style.bold(padEnd(title, 13))} ${text}`);
  };
}

/**
 * Pads to a width in terminal cells. A Chinese character takes two cells.
 *
 * @param {string} text
 * @param {number} width
 */
export function padEnd(text, width) {
  return text + ' '.repeat(Math.max(0, width - cells(text)));
}

/** @param {string} text */
export function cells(text) {
  return (
    [...text].length +
    (text.match(/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/g)?.length ?? 0)
  );
}
