import { parseArgs } from 'node:util';
import { type Config, ConfigError, loadConfig } from '../../config/index.ts';
import { messageOf } from '../../src/errors.ts';
import { examineProviders } from '../../src/operations/examine-providers.ts';
import { examineRedis } from '../../src/operations/examine-redis.ts';
import { examineWork } from '../../src/operations/examine-work.ts';
import { type Finding, fault, ok, warn } from '../../src/operations/finding.ts';
import { storeNow } from '../../src/redis/clock.ts';
import { UnreachableError } from '../api.ts';
import type { Output } from '../output.ts';
import { maskedSettings } from './masked-settings.ts';
import { type Env, withStore } from './store.ts';

/**
 * Runs `tickerspan doctor`: checks everything that the service needs and prints a line for each
 * check. Returns 1 if there is a fault.
 */
export async function doctor(args: readonly string[], env: Env, out: Output): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean', default: false } },
  });
  let faults = 0;
  const tell = (finding: Finding): void => {
    if (finding.state === 'fault') faults += 1;
    out.print(values.json ? JSON.stringify(finding) : lineOf(finding));
  };
  try {
    await examine(env, tell);
  } catch (error) {
    for (const finding of fatalIn(error)) tell(finding);
  }
  out.say(faults === 0 ? 'no faults' : `${faults} ${faults === 1 ? 'fault' : 'faults'}`);
  return faults === 0 ? 0 : 1;
}

/**
 * Checks what needs no Redis even if Redis is away.
 * @throws ConfigError
 */
async function examine(env: Env, tell: (finding: Finding) => void): Promise<void> {
  const config = loadConfig(env);
  for (const { name, value } of maskedSettings(env))
    if (value !== null) tell(ok('setting', `${name}=${value}`));
  for (const finding of exposureOf(config)) tell(finding);
  const providers = examineProviders(config.quotes, new Date());
  try {
    await withStore(env, async ({ redis, ...store }) => {
      for (const finding of await examineRedis(redis, Date.now)) tell(finding);
      const now = (await storeNow(redis)).getTime();
      for (const finding of await examineWork(store, now)) tell(finding);
    });
  } catch (error) {
    for (const finding of fatalIn(error)) tell(finding);
  }
  for (const finding of await providers) tell(finding);
}

function exposureOf({ http, webhooks }: Config): readonly Finding[] {
  const names = new Set(http.keys.map(({ name }) => name));
  return [
    http.keys.length === 0
      ? warn('keys', `API_KEYS is not set: everybody who reaches ${http.host} may call.`)
      : ok('keys', `${http.keys.length}, of the names ${[...names].join(', ')}`),
    webhooks.secrets.length === 0
      ? warn('webhooks', 'WEBHOOK_SECRET is not set: callbacks are refused.')
      : ok('webhooks', webhooks.secrets.length === 1 ? 'signed' : 'signed with each of several secrets'),
    ...(webhooks.allowPrivate
      ? [warn('webhooks', 'WEBHOOK_ALLOW_PRIVATE lets callers reach addresses of your own network.')]
      : []),
  ];
}

/** Returns the error that prevents further checks, or one finding for each invalid setting. */
function fatalIn(error: unknown): readonly Finding[] {
  if (error instanceof UnreachableError) return [fault('redis', messageOf(error))];
  if (!(error instanceof ConfigError)) return [fault('store', messageOf(error))];
  return messageOf(error)
    .split('\n✖ ')
    .slice(1)
    .map((problem) =>
      fault(
        'setting',
        problem
          .split('\n')
          .map((line) => line.trim())
          .join(' '),
      ),
    );
}

function lineOf({ part, state, detail }: Finding): string {
  return `${state.padEnd(6)}${part.padEnd(18)}${detail}`;
}
