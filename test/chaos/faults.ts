import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Exchange, Fault } from '../../tools/simulator/exchange.ts';
import { freePort } from '../support/start-redis.ts';
import { steppedClock } from './clock.ts';
import type { Fleet } from './fleet.ts';
import { KILL_STEPS, type KillStep } from './kill-steps.ts';
import type { Load } from './load.ts';
import type { ScheduledFault } from './schedule.ts';
import type { Store } from './store.ts';
import type { Wire } from './wire.ts';

/** Everything that faults can affect. */
export interface System {
  readonly store: Store;
  readonly wire: Wire;
  readonly fleet: Fleet;
  readonly exchange: Exchange;
  readonly load: Load;
  /** The path of libfaketime. */
  readonly faketime: string | undefined;
  /** For files that are needed only during the run. */
  readonly directory: string;
  readonly stepsNotReached: string[];
  /** Resolves once the articles that killed workers were processing are recorded. */
  readonly deathsNoted: () => Promise<void>;
}

type End = () => Promise<void> | void;
/** Begins a fault and returns a function that ends it. */
type Begin = (system: System, variant: string) => Promise<End> | End;

/** Begins a fault, waits for its duration and ends it. */
export async function perform(
  { kind, seconds, variant = '' }: ScheduledFault,
  system: System,
): Promise<void> {
  const step = KILL_STEPS.find(({ name }) => kind === `kill-${name}`);
  if (step) return await killAt(step, system);
  const begin = BEGINNINGS[kind];
  if (!begin) throw new Error(`unknown fault ${kind}`);
  const end = await begin(system, variant);
  await delay(1000 * seconds);
  await end();
}

const setting =
  (name: string, during: string, after: string): Begin =>
  async ({ store }) => {
    await store.command('CONFIG', 'SET', name, during);
    return () => store.command('CONFIG', 'SET', name, after);
  };

const condition =
  (name: Parameters<Wire['set']>[0]): Begin =>
  ({ wire }) => {
    wire.set(name);
    return () => wire.set('pass');
  };

const clock =
  (role: 'apis' | 'workers'): Begin =>
  async (system, offset) => {
    const [slot] = system.fleet[role];
    if (!slot || system.faketime === undefined) throw new Error('no faketime');
    const { env, step } = steppedClock(system.faketime, join(system.directory, 'faketime'));
    await slot.replaceWith(env);
    await system.fleet.ready();
    step(offset);
    system.load.burst();
    return async () => {
      step('+0');
      await slot.replaceWith({});
    };
  };

const BEGINNINGS: Readonly<Record<string, Begin>> = {
  // This is less than it already uses.
  'redis-full': setting('maxmemory', '500kb', '0'),
  'redis-no-replicas': setting('min-replicas-to-write', '1', '0'),
  'redis-read-only': async ({ store }) => {
    await store.command('REPLICAOF', '127.0.0.1', String(await freePort()));
    return () => store.command('REPLICAOF', 'NO', 'ONE');
  },
  'redis-disk-full': ({ store }) => {
    store.disk?.fill();
    return async () => {
      store.disk?.empty();
      // With `appendfsync always`, a Redis that cannot write exits.
      if ((await store.redis.ping().catch(() => undefined)) !== 'PONG') await store.restart();
    };
  },
  'redis-frozen': ({ store }) => {
    store.freeze();
    return () => store.thaw();
  },
  'redis-killed': async ({ store }) => {
    await store.kill();
    return () => store.restart();
  },
  'redis-forbids': async ({ store, load }, command) => {
    load.client.mayBeRefused = true;
    await store.command('ACL', 'SETUSER', 'tickerspan', `-${command}`);
    return async () => {
      await store.command('ACL', 'SETUSER', 'tickerspan', `+${command}`);
      load.client.mayBeRefused = false;
    };
  },
  'all-killed': async ({ store, fleet, deathsNoted }) => {
    for (const slot of fleet.all) slot.kill();
    await deathsNoted();
    await store.kill();
    return async () => {
      await store.restart();
      await fleet.ready();
    };
  },
  'network-slow': ({ wire }, milliseconds) => {
    wire.set('pass', Number(milliseconds));
    return () => wire.set('pass');
  },
  'network-cut': ({ wire }) => {
    wire.set('refuse');
    return () => wire.set('pass');
  },
  'network-frozen': condition('hang'),
  'network-loses-requests': condition('lose-requests'),
  'network-loses-answers': condition('lose-answers'),
  'clock-api': clock('apis'),
  'clock-worker': clock('workers'),
  providers: ({ exchange }, fault) => {
    exchange.setFault('all', fault as Fault);
    return () => exchange.setFault('all', 'none');
  },
  'receiver-hangs': ({ load }) => {
    load.toReceiver('hangs-once', 3);
    return () => {};
  },
  'heavy-articles': ({ load }) => {
    load.heavy(3);
    return () => {};
  },
  deploy: async ({ fleet }) => {
    for (const slot of fleet.all) {
      await slot.replace();
      await fleet.ready();
    }
    return () => {};
  },
};

const STEP_MS = 60_000;
const ATTEMPTS = 3;

/**
 * Kills a process at a step and retries until the step is reached. The supervisor starts the next
 * process.
 */
async function killAt(step: KillStep, system: System): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    await system.fleet.ready();
    if (await springTrap(step, system)) return;
  }
  system.stepsNotReached.push(step.name);
}

async function springTrap(step: KillStep, { wire, load }: System): Promise<boolean> {
  const { by } = step;
  const action = by === 'refresh' || by === 'delete' || by === 'redeliver' ? by : undefined;
  const promised = action ? await load.ended() : undefined;
  if (action && !promised) return false;
  const about: { id?: string; title?: string } | undefined =
    step.role === 'worker' ? undefined : promised ? { id: promised.id } : {};
  let disarm = (): void => {};
  const sprung = new Promise<true>((resolve) => {
    disarm = wire.arm({ step, onSprung: () => resolve(true), ...(about ? { about } : {}) });
  });
  if (step.role === 'worker') load.burst();
  else if (action && promised) await load.once(action, promised);
  else
    await load.submitOnce(by === 'submit-with-callback', (title) => {
      if (about) about.title = title;
    });
  const isSprung = await Promise.race([sprung, delay(step.role === 'api' ? 500 : STEP_MS, false as const)]);
  disarm();
  return isSprung;
}
