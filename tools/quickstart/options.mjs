import { parseArgs } from 'node:util';
import { isBlocked } from '../setup/ports.mjs';

const DEFAULT_PORT = '8080';

export const HELP = `Runs tickerspan here and enriches an example article.

  npm run quickstart                    starts everything, shows the example, runs until Ctrl-C
  npm run quickstart -- --once          the same, but stops after the example
  npm run quickstart -- --port 9000     listens on another port (default: PORT, else ${DEFAULT_PORT})
  npm run quickstart -- --file POST     submits that file instead of examples/post.md
  npm run quickstart -- --help          this text

REDIS_URL names a Redis to use; without it, a private one is started. TENCENT_QUOTE_URL, SINA_QUOTE_URL and
EASTMONEY_QUOTE_URL replace the public quote providers. If none can be reached, the bundled exchange simulator
answers instead.`;

/**
 * @typedef {object} Options
 * @property {boolean} once
 * @property {boolean} help
 * @property {number} port
 * @property {string | undefined} file
 */

/** The arguments are invalid. */
export class UsageError extends Error {}

/**
 * @param {readonly string[]} args
 * @param {Record<string, string | undefined>} env
 * @returns {Options}
 */
export function parseOptions(args, env) {
  const { once, help, port, file } = parseFlags(args);
  const [text, origin] = port === undefined ? [env.PORT || DEFAULT_PORT, 'PORT'] : [port, '--port'];
  return { once: once ?? false, help: help ?? false, port: parsePort(text, origin), file };
}

/** @param {readonly string[]} args */
function parseFlags(args) {
  const options = /** @type {const} */ ({
    once: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
    port: { type: 'string' },
    file: { type: 'string' },
  });
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const [sentence = ''] = /** @type {Error} */ (error).message.split('. ');
    throw new UsageError(sentence.replace(/\.$/, ''), { cause: error });
  }
}

/**
 * @param {string} text
 * @param {string} origin
 */
function parsePort(text, origin) {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port !== 0 && isBlocked(port))
    throw new UsageError(`${origin} must be another number: browsers do not connect to port ${port}`);
  if (port <= 65_535) return port;
  throw new UsageError(`${origin} must be a number from 0 to 65535, not '${text}'`);
}
