import { z } from 'zod';
import { batched } from '../async/batched.ts';
import { orUnavailable, type RedisClient } from '../redis/connect.ts';
import { repliesTo } from '../redis/replies.ts';
import { historySchema, type MentionHistory, NO_HISTORY, observe } from './drift-statistics.ts';

export const driftSchema = z
  .strictObject({
    source: z.string().nullable().describe('null: the submissions did not name one.'),
    dialect: z.string(),
    usual: z
      .number()
      .min(0)
      .describe('Mentions per article, averaged over the last few hundred before the change.'),
    recent: z.number().min(0).describe('Mentions per article, averaged over the last few dozen.'),
    since: z.iso.datetime().describe('When the first of the changed articles came.'),
    articles: z.int().min(0).describe('How many articles came from the source since then.'),
  })
  .describe(
    'A source whose articles have far fewer mentions of a dialect than they used to: its pages or their scraper changed.',
  );

export type Drift = Readonly<z.infer<typeof driftSchema>>;

/** The keys, which share a hash tag. The key of a source is `tickerspan:{drift}:source:NAME`. */
const KEYS = {
  sources: 'tickerspan:{drift}:sources',
  alarms: 'tickerspan:{drift}:alarms',
  source: 'tickerspan:{drift}:source:',
};

const MAX_SOURCE_LENGTH = 100;
/** Only the most recent sources are kept. */
const MAX_SOURCES = 1000;

const alarmSchema = z.strictObject({
  source: z.string(),
  dialect: z.string(),
  usual: z.coerce.number(),
  recent: z.coerce.number(),
  since: z.coerce.number(),
  articles: z.coerce.number(),
});
type Alarm = z.infer<typeof alarmSchema>;

/**
 * An article's source, when it came in milliseconds since the epoch, and its mentions by dialect.
 */
interface Note {
  readonly source: string;
  readonly at: number;
  readonly mentions: ReadonlyMap<string, number>;
}

/**
 * Detects sources whose articles have far fewer mentions than they used to. Every Redis failure is
 * a `store_unavailable` or `store_refused`.
 *
 * A process reads the histories of its sources, adds its articles and writes them back. If two
 * processes do that at the same time, the later one wins. The other's articles are then missing
 * from the averages, which does no harm.
 */
export class DriftDetector {
  readonly #redis: RedisClient;
  readonly #noted = batched((notes: readonly Note[]) => this.#noteAll(notes));

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /**
   * Adds an article to the statistics.
   * @param mentions how many mentions it has, by dialect.
   */
  async note(source: string | null, mentions: ReadonlyMap<string, number>, at: Date): Promise<void> {
    await this.#noted({ source: (source ?? '').slice(0, MAX_SOURCE_LENGTH), at: at.getTime(), mentions });
  }

  /** Returns the drifts that have not ended, the latest last. */
  async drifts(): Promise<readonly Drift[]> {
    const alarms = await orUnavailable(() => this.#redis.hvals(KEYS.alarms));
    return alarms
      .map((json) => driftFrom(alarmIn(json)))
      .sort((one, other) => (one.since < other.since ? -1 : 1));
  }

  async #noteAll(notes: readonly Note[]): Promise<readonly undefined[]> {
    const sources = await this.#readSources(notes);
    const alarms = observeAll(notes, sources);
    const writes = this.#redis.multi();
    for (const { source, at } of notes) writes.zadd(KEYS.sources, at, source);
    for (const [source, { histories }] of sources)
      if (histories.size > 0) writes.hset(KEYS.source + source, new Map([...histories].map(jsonOf)));
    for (const [field, alarm] of alarms)
      if (alarm) writes.hset(KEYS.alarms, field, JSON.stringify(alarm));
      else writes.hdel(KEYS.alarms, field);
    const replies = await repliesTo(writes.zrange(KEYS.sources, 0, String(-MAX_SOURCES - 1)));
    await this.#forget(replies.at(-1) as readonly string[]);
    return notes.map(() => undefined);
  }

  /** Reads what is known about the sources of some articles. */
  async #readSources(notes: readonly Note[]): Promise<ReadonlyMap<string, KnownSource>> {
    const names = [...new Set(notes.map(({ source }) => source))];
    const reads = this.#redis.pipeline().hkeys(KEYS.alarms);
    for (const name of names) reads.hgetall(KEYS.source + name);
    const [alarms, ...histories] =
      await repliesTo<readonly [readonly string[], ...Readonly<Record<string, string>>[]]>(reads);
    const drifting = new Set(alarms);
    return new Map(
      names.map((name, index) => {
        const known = new Map(Object.entries(histories[index] ?? {}).flatMap(historyIn));
        const dialects = [...known.keys()].filter((dialect) => drifting.has(fieldOf(name, dialect)));
        return [name, { histories: known, drifting: new Set(dialects) }];
      }),
    );
  }

  async #forget(sources: readonly string[]): Promise<void> {
    if (sources.length === 0) return;
    const alarms = await orUnavailable(() => this.#redis.hgetall(KEYS.alarms));
    const writes = this.#redis
      .multi()
      .zrem(KEYS.sources, ...sources)
      .del(...sources.map((source) => KEYS.source + source));
    for (const [field, json] of Object.entries(alarms))
      if (sources.includes(alarmIn(json).source)) writes.hdel(KEYS.alarms, field);
    await repliesTo(writes);
  }
}

/** What is known about the dialects of a source, and which of them have drifted. */
interface KnownSource {
  readonly histories: Map<string, MentionHistory>;
  readonly drifting: Set<string>;
}

/**
 * Adds articles to what is known about their sources. Returns the alarms that change, by field;
 * null for one that ends.
 */
function observeAll(
  notes: readonly Note[],
  sources: ReadonlyMap<string, KnownSource>,
): ReadonlyMap<string, Alarm | null> {
  return new Map(
    notes.flatMap((note) => {
      const known = sources.get(note.source);
      return known ? observeArticle(note, known) : [];
    }),
  );
}

function observeArticle(
  { source, at, mentions }: Note,
  { histories, drifting }: KnownSource,
): readonly [field: string, Alarm | null][] {
  const dialects = new Set([...histories.keys(), ...mentions.keys()]);
  return [...dialects].flatMap((dialect): [string, Alarm | null][] => {
    const observation = { count: mentions.get(dialect) ?? 0, at, wasDrifting: drifting.has(dialect) };
    const { history, drift } = observe(histories.get(dialect) ?? NO_HISTORY, observation);
    histories.set(dialect, history);
    if (drift) drifting.add(dialect);
    else if (!drifting.delete(dialect)) return [];
    return [[fieldOf(source, dialect), drift ? { source, dialect, ...drift } : null]];
  });
}

function historyIn([dialect, json]: readonly [string, string]): readonly [string, MentionHistory][] {
  const history = historySchema.safeParse(JSON.parse(json)).data;
  return history ? [[dialect, history]] : [];
}

function jsonOf([dialect, history]: readonly [string, MentionHistory]): [string, string] {
  return [dialect, JSON.stringify(history)];
}

/**
 * Returns the field of an alarm. Slashes are escaped, as by the Lua script that earlier versions
 * used.
 */
function fieldOf(source: string, dialect: string): string {
  return JSON.stringify([source, dialect]).replaceAll('/', '\\/');
}

function alarmIn(json: string): Alarm {
  return alarmSchema.parse(JSON.parse(json));
}

function driftFrom({ source, since, usual, recent, ...alarm }: Alarm): Drift {
  return {
    ...alarm,
    source: source === '' ? null : source,
    usual: rounded(usual),
    recent: rounded(recent),
    since: new Date(since).toISOString(),
  };
}

function rounded(mean: number): number {
  return Number(mean.toFixed(2));
}
