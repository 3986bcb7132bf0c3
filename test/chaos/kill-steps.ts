import type { StoreCommand } from './store-command.ts';

/** A step in an article's life at which a process can be killed. */
export interface KillStep {
  readonly name: string;
  readonly role: 'api' | 'worker';
  /** What has been done and what has not. */
  readonly sentence: string;
  /**
   * Whether the process dies before or after Redis gets the command. The reply never reaches the
   * process.
   */
  readonly when: 'before' | 'after';
  /** What a client must do to cause the step. For steps of the worker it is always `submit`. */
  readonly by: 'submit' | 'submit-with-callback' | 'refresh' | 'delete' | 'redeliver';
  /** Recognizes the command by its keys, because scripts change more often than keys. */
  readonly matches: (command: StoreCommand) => boolean;
}

const ENRICHMENT_QUEUE = '{tickerspan}:enrichment:';
const DELIVERY_QUEUE = '{tickerspan}:delivery:';

/**
 * Returns whether a script has a key with each of the endings, and none with those in `without`.
 */
function scriptOn(
  { isScript, keys }: StoreCommand,
  endings: readonly string[],
  without: readonly string[] = [],
): boolean {
  const has = (ending: string): boolean => keys.some((key) => key.endsWith(ending));
  return isScript && endings.every(has) && !without.some(has);
}

const says = ({ args }: StoreCommand, ...texts: readonly string[]): boolean =>
  texts.some((text) => args.some((arg) => arg === text));

const isAccept = (command: StoreCommand): boolean => scriptOn(command, [':text', ':seen'], [':callbacks']);
const isRemoval = (command: StoreCommand): boolean =>
  scriptOn(command, [':record', ':text', ':callbacks']) ||
  scriptOn(command, ['{feed}:stream', '{feed}:gone'], ['{feed}:bounds']);
const isLedger = (command: StoreCommand): boolean => scriptOn(command, ['{ledger}:open']);
const isQueued = (command: StoreCommand, queue: string): boolean =>
  command.isScript &&
  command.keys.some((key) => key.startsWith(queue)) &&
  command.args.some((arg) => /^\{"(?:id|article)":"a_/.test(arg));
const isSave = (command: StoreCommand): boolean => scriptOn(command, [':record', ':enrichment'], [':text']);
const isClaim = (command: StoreCommand): boolean =>
  scriptOn(command, [':record'], [':enrichment', ':text', ':callbacks', ':deliveries']);
const isSettled = (command: StoreCommand): boolean =>
  scriptOn(command, [':deliveries'], [':record']) &&
  command.args.some((arg) => arg.includes('"state":"delivered"'));

const API_STEPS: readonly Omit<KillStep, 'role'>[] = [
  {
    name: 'api-stored',
    sentence: 'the article is stored and not in the ledger',
    when: 'after',
    by: 'submit',
    matches: isAccept,
  },
  {
    name: 'api-in-ledger',
    sentence: 'the article is in the ledger and not queued',
    when: 'after',
    by: 'submit',
    matches: (command) => isLedger(command) && !says(command, 'deleted', 'duplicates'),
  },
  {
    name: 'api-callback-kept',
    sentence: 'the callback is stored and the article not queued',
    when: 'after',
    by: 'submit-with-callback',
    matches: (command) => scriptOn(command, [':callbacks'], [':deliveries', ':text']),
  },
  {
    name: 'api-queued',
    sentence: 'the article is queued and the client has no response',
    when: 'after',
    by: 'submit',
    matches: (command) => isQueued(command, ENRICHMENT_QUEUE),
  },
  {
    name: 'api-refresh-noted',
    sentence: 'the refresh is recorded and not queued',
    when: 'after',
    by: 'refresh',
    matches: isClaim,
  },
  {
    name: 'api-refresh-queued',
    sentence: 'the refresh is queued and the client has no response',
    when: 'after',
    by: 'refresh',
    matches: (command) => isQueued(command, ENRICHMENT_QUEUE),
  },
  {
    name: 'api-delete-half',
    sentence: 'the article is removed from either the store or the feed, but not from both',
    when: 'after',
    by: 'delete',
    matches: isRemoval,
  },
  {
    name: 'api-delete-not-closed',
    sentence: 'the article is removed, but its ledger entry is still open',
    when: 'before',
    by: 'delete',
    matches: (command) => isLedger(command) && says(command, 'deleted'),
  },
  {
    name: 'api-redelivery-noted',
    sentence: 'the redelivery is recorded and not queued',
    when: 'after',
    by: 'redeliver',
    matches: (command) => scriptOn(command, [':record', ':deliveries'], [':text']),
  },
];

const WORKER_STEPS: readonly Omit<KillStep, 'role' | 'by'>[] = [
  {
    name: 'worker-claimed',
    sentence: 'the job is claimed and the article not read',
    when: 'before',
    matches: isClaim,
  },
  {
    name: 'worker-read',
    sentence: 'the article is read and not enriched',
    when: 'after',
    matches: ({ name, keys }) => name === 'get' && keys.some((key) => key.endsWith(':text')),
  },
  {
    name: 'worker-enriched',
    sentence: 'the article is enriched and the result not saved',
    when: 'before',
    matches: isSave,
  },
  {
    name: 'worker-saved',
    sentence: 'the result is saved and the ledger entry still open',
    when: 'after',
    matches: isSave,
  },
  {
    name: 'worker-in-feed',
    sentence: 'the article is in the feed and its deliveries are not recorded',
    when: 'after',
    matches: (command) => scriptOn(command, ['{feed}:stream', '{feed}:bounds']),
  },
  {
    name: 'worker-delivery-noted',
    sentence: 'a delivery is recorded and not queued',
    when: 'after',
    matches: (command) => scriptOn(command, [':record', ':deliveries']),
  },
  {
    name: 'worker-delivery-queued',
    sentence: 'a delivery is queued and the ledger entry still open',
    when: 'after',
    matches: (command) => isQueued(command, DELIVERY_QUEUE),
  },
  {
    name: 'worker-closed',
    sentence: 'the ledger entry is closed and the enrichment job not over',
    when: 'after',
    matches: (command) => isLedger(command) && says(command, 'enriched'),
  },
  {
    name: 'worker-notified',
    sentence: 'everything is done and the enrichment job not over',
    when: 'before',
    matches: (command) => scriptOn(command, [`${ENRICHMENT_QUEUE}completed`]),
  },
  {
    name: 'worker-about-to-post',
    sentence: 'a delivery is claimed and not posted',
    when: 'after',
    matches: ({ name, keys }) => name === 'hmget' && keys.some((key) => key.includes('{webhooks}:endpoint:')),
  },
  {
    name: 'worker-posted',
    sentence: 'a webhook is posted and not recorded',
    when: 'before',
    matches: isSettled,
  },
  {
    name: 'worker-delivered',
    sentence: 'a webhook is recorded and its job not over',
    when: 'after',
    matches: isSettled,
  },
];

/** Every step at which a process can be killed. */
export const KILL_STEPS: readonly KillStep[] = [
  ...API_STEPS.map((step) => ({ ...step, role: 'api' as const })),
  ...WORKER_STEPS.map((step) => ({ ...step, role: 'worker' as const, by: 'submit-with-callback' as const })),
];
