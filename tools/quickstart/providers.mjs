import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild, stopChild } from '../setup/child.mjs';
import { root } from '../setup/run-command.mjs';
import { withTimeout } from '../setup/with-timeout.mjs';

const REACH_MS = 2500;
const START_MS = 10_000;
const STOP_MS = 5000;
const POLL_MS = 50;

/** The origins of quotes, and the setting that replaces each. */
const PROVIDERS = [
  { setting: 'TENCENT_QUOTE_URL', origin: 'https://qt.gtimg.cn' },
  { setting: 'SINA_QUOTE_URL', origin: 'https://hq.sinajs.cn' },
  { setting: 'EASTMONEY_QUOTE_URL', origin: 'https://push2.eastmoney.com' },
];

/**
 * The settings for closing prices of earlier days. They are useless without quotes, so their
 * origins are not tried.
 */
const HISTORIES = ['TENCENT_HISTORY_URL', 'EASTMONEY_HISTORY_URL'];

/**
 * Returns no settings if a quote provider can be reached. Otherwise starts the simulator and
 * returns settings that use it.
 *
 * @param {{ folder: string, halt: import('./halt.mjs').Halt, say: (text: string) => void, atEnd:
 * (stop: () => unknown) => void }} options
 * @returns {Promise<Record<string, string>>}
 */
export async function provideQuotes({ folder, halt, say, atEnd }) {
  const origins = PROVIDERS.map(({ setting, origin }) => process.env[setting] || origin);
  const answers = await Promise.all(origins.map((origin) => isReachable(origin, halt.signal)));
  halt.signal.throwIfAborted();
  const reachable = origins.filter((_, index) => answers[index]);
  if (reachable.length > 0) {
    say(`real quotes, from ${reachable.join(' and ')}`);
    return {};
  }
  const simulator = await startSimulator({ folder, halt, atEnd });
  say(`no quote provider can be reached; using the bundled exchange simulator at ${simulator}`);
  say('the prices are made up; every quote says "source": "simulator"');
  return settingsFor(simulator);
}

/**
 * Returns settings that send the requests for every provider to the simulator.
 *
 * @param {string} simulator its origin
 * @returns {Record<string, string>}
 */
export function settingsFor(simulator) {
  const names = [...PROVIDERS.map(({ setting }) => setting), ...HISTORIES];
  return Object.fromEntries(names.map((name) => [name, simulator]));
}

/**
 * Returns whether the origin sends any HTTP response, including an error.
 *
 * @param {string} origin
 * @param {AbortSignal} signal
 */
async function isReachable(origin, signal) {
  try {
    return await withTimeout(REACH_MS, signal, async (bounded) => {
      const answer = await fetch(origin, { redirect: 'manual', signal: bounded });
      await answer.body?.cancel();
      return true;
    });
  } catch {
    return false;
  }
}

/**
 * @param {{ folder: string, halt: import('./halt.mjs').Halt, atEnd: (stop: () => unknown) => void
 * }} options
 * @returns {Promise<string>} its origin
 */
async function startSimulator({ folder, halt, atEnd }) {
  const simulator = startChild({
    name: 'exchange simulator',
    args: ['dist/tools/simulator/main.js', '--port', '0'],
    cwd: root,
    logFile: join(folder, 'simulator.log'),
  });
  halt.watch(simulator);
  atEnd(() => stopChild(simulator, { deadlineMs: STOP_MS, hurry: halt.hurry }));
  for (const deadline = Date.now() + START_MS; Date.now() < deadline; ) {
    const [, origin] = readFileSync(simulator.logFile, 'utf8').match(/listening on (http:\/\/\S+)\n/) ?? [];
    if (origin) return origin;
    await delay(POLL_MS, undefined, { signal: halt.signal });
  }
  throw new Error(`The exchange simulator did not start within ${START_MS / 1000} s.`);
}
