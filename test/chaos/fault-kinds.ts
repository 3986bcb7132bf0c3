import { KILL_STEPS } from './kill-steps.ts';

/** Faults of one group are drawn together; see `schedule.ts`. */
export type Group =
  | 'store-long'
  | 'store-short'
  | 'network'
  | 'kill-api'
  | 'kill-worker'
  | 'clock'
  | 'outside'
  | 'deploy';

export interface FaultKind {
  readonly name: string;
  readonly group: Group;
  readonly sentence: string;
  /** How long it lasts in seconds; 0 if it is over at once or ends by itself. */
  readonly seconds: number;
  /** Variants of the fault, of which one is drawn. */
  readonly variants?: readonly string[];
  /** What the machine must provide. */
  readonly needs?: Need;
}

/** `tmpfs`: the right to mount one. `faketime`: Debian's package of that name. */
export type Need = 'tmpfs' | 'faketime';

/** Longer than the attempts of a job would last if store outages used them up. */
const LONG = 18;

const STORE: readonly FaultKind[] = [
  {
    name: 'redis-full',
    group: 'store-long',
    seconds: LONG,
    sentence: 'Redis is full (OOM to commands that need memory)',
  },
  {
    name: 'redis-read-only',
    group: 'store-long',
    seconds: LONG,
    sentence: 'Redis is a replica (READONLY to every write)',
  },
  {
    name: 'redis-no-replicas',
    group: 'store-long',
    seconds: LONG,
    sentence: 'Redis has lost its replicas (NOREPLICAS to every write)',
  },
  {
    name: 'redis-disk-full',
    group: 'store-long',
    seconds: LONG,
    needs: 'tmpfs',
    sentence: "the disk of Redis' append-only file is full",
  },
  { name: 'redis-frozen', group: 'store-short', seconds: 6, sentence: 'Redis hangs (SIGSTOP)' },
  {
    name: 'redis-killed',
    group: 'store-short',
    seconds: 2,
    sentence: 'Redis is killed and started again with its data',
  },
  {
    name: 'redis-forbids',
    group: 'store-short',
    seconds: 6,
    variants: ['lpush', 'xadd', 'set', 'pexpireat', 'hset', 'zadd', 'hmget', 'rpoplpush', 'publish'],
    sentence: 'the Redis user lacks a permission (NOPERM)',
  },
  {
    name: 'all-killed',
    group: 'store-short',
    seconds: 2,
    sentence: 'every process and Redis are killed at the same time',
  },
];

const NETWORK: readonly FaultKind[] = [
  {
    name: 'network-slow',
    group: 'network',
    seconds: 6,
    variants: ['600', '1500'],
    sentence: 'every command takes this many milliseconds longer',
  },
  { name: 'network-cut', group: 'network', seconds: 4, sentence: 'connections to Redis are cut and refused' },
  { name: 'network-frozen', group: 'network', seconds: 6, sentence: 'no data passes to or from Redis' },
  {
    name: 'network-loses-requests',
    group: 'network',
    seconds: 5,
    sentence: 'Redis does not receive commands',
  },
  {
    name: 'network-loses-answers',
    group: 'network',
    seconds: 5,
    sentence: 'Redis receives every command and its replies are lost',
  },
];

const OTHERS: readonly FaultKind[] = [
  {
    name: 'clock-api',
    group: 'clock',
    seconds: 6,
    needs: 'faketime',
    variants: ['-70m', '+70m', '-1h', '+1h'],
    sentence: 'the clock of an API process steps, and back again',
  },
  {
    name: 'clock-worker',
    group: 'clock',
    seconds: 6,
    needs: 'faketime',
    variants: ['-70m', '+70m', '-1h', '+1h'],
    sentence: 'the clock of a worker steps, and back again',
  },
  {
    name: 'providers',
    group: 'outside',
    seconds: 8,
    variants: [
      'hang',
      'drop',
      'refuse',
      'forbid',
      'error',
      'garbage',
      'html',
      'truncate',
      'empty',
      'blank',
      'huge',
      'slow',
    ],
    sentence: 'every quote provider fails in the same way',
  },
  { name: 'receiver-hangs', group: 'outside', seconds: 4, sentence: 'a receiver of webhooks never answers' },
  {
    name: 'heavy-articles',
    group: 'outside',
    seconds: 4,
    sentence: 'articles with thousands of mentions arrive',
  },
  {
    name: 'deploy',
    group: 'deploy',
    seconds: 0,
    sentence: 'every process is asked to stop and replaced, one after the other',
  },
];

/** All kinds of faults. */
export const FAULT_KINDS: readonly FaultKind[] = [
  ...STORE,
  ...NETWORK,
  ...OTHERS,
  ...KILL_STEPS.map(({ name, role, sentence }) => ({
    name: `kill-${name}`,
    group: `kill-${role}` as const,
    seconds: 0,
    sentence: `killed when ${sentence}`,
  })),
];
