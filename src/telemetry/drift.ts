import { z } from 'zod';
import { batched } from '../async/batched.ts';
import { orUnavailable, type RedisClient } from '../redis/connect.ts';

/** A source whose articles hold far fewer mentions of a dialect than they used to: its pages, or their scraper, have changed. */
export interface Drift {
  /** null: articles that do not name their source. */
  readonly source: string | null;
  readonly dialect: string;
  /** Mentions in an article, on the average of the last few hundred before it began. */
  readonly usual: number;
  /** The same of the last few dozen. */
  readonly recent: number;
  /** When the first article of the kind came; ISO 8601, UTC. */
  readonly since: string;
  /** How many articles of that source have come since then. */
  readonly articles: number;
}

/** Of the keys; they share a hash tag. A source's own is `tickerspan:{drift}:source:NAME`. */
const KEYS = {
  sources: 'tickerspan:{drift}:sources',
  alarms: 'tickerspan:{drift}:alarms',
  source: 'tickerspan:{drift}:source:',
};

const MAX_SOURCE_LENGTH = 100;
/** Only the sources that were seen last are kept. */
const MAX_SOURCES = 1000;

const alarmSchema = z.strictObject({
  source: z.string(),
  dialect: z.string(),
  usual: z.coerce.number(),
  recent: z.coerce.number(),
  since: z.coerce.number(),
  articles: z.coerce.number(),
});

/**
 * Detects sources whose articles have far fewer mentions than they used to.
 * Every Redis failure is a `store_unavailable`.
 */
export class DriftDetector {
  readonly #redis: RedisClient;
  readonly #noted = batched((notes: readonly Note[]) => this.#noteAll(notes));

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /** Takes an article into account. @param mentions how many it has, by dialect. */
  async note(source: string | null, mentions: ReadonlyMap<string, number>, at: Date): Promise<void> {
    const name = (source ?? '').slice(0, MAX_SOURCE_LENGTH);
    await this.#noted([name, String(at.getTime()), JSON.stringify(Object.fromEntries(mentions))]);
  }

  /** What has drifted and has not come back; the latest last. */
  async drifts(): Promise<readonly Drift[]> {
    const alarms = await orUnavailable(() => this.#redis.hvals(KEYS.alarms));
    return alarms.map(driftFrom).sort((one, other) => (one.since < other.since ? -1 : 1));
  }

  async #noteAll(notes: readonly Note[]): Promise<readonly undefined[]> {
    await orUnavailable(() =>
      this.#redis.eval(NOTE, 2, KEYS.sources, KEYS.alarms, KEYS.source, MAX_SOURCES, ...notes.flat()),
    );
    return notes.map(() => undefined);
  }
}

/** A source's name, the instant in milliseconds, and mentions by dialect in JSON. */
type Note = readonly [source: string, at: string, mentions: string];

function driftFrom(json: string): Drift {
  const { source, since, usual, recent, ...alarm } = alarmSchema.parse(JSON.parse(json));
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

/**
 * Of each dialect of a source it keeps how many articles there were (`seen`), moving means of the mentions (`mean`), their squares (`square`) and
 * whether there were any (`share`), all slow; a quick mean (`recent`), and how many articles in a row had none (`run`). Of a low spell, which lasts while
 * there is such a run or the quick mean is less than half of what it was before, since when it lasts (`since`, `length`) and that (`usual`).
 *
 * It has drifted when so long a run without any would come about by chance once in a million, or when the quick mean is a quarter of what was usual and
 * six standard deviations away. Then the slow means nearly stand still, until the quick one is half of them again, or they have come down to it.
 */
const NOTE = `
local sources, alarms, prefix, most = KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[2])

local function noted(source, at, dialect, count, of)
  local field = cjson.encode({ source, dialect })
  local wasDrifting = redis.call('HEXISTS', alarms, field) == 1
  local before = of.mean
  of.seen = of.seen + 1
  local slow = wasDrifting and 0.001 or math.max(1 / of.seen, 0.005)
  local quick = math.max(1 / of.seen, 0.02)
  of.mean = of.mean + (count - of.mean) * slow
  of.square = of.square + (count * count - of.square) * slow
  of.share = of.share + ((count > 0 and 1 or 0) - of.share) * slow
  of.recent = of.recent + (count - of.recent) * quick
  of.run = count > 0 and 0 or of.run + 1
  local isLow = of.run > 0 or of.recent < (of.usual or of.mean) / 2
  if not isLow then
    of.since, of.usual, of.length = nil, nil, 0
  else
    of.since, of.usual, of.length = of.since or at, of.usual or before, of.length + 1
  end
  local chance = (1 - math.min(of.share, 0.95)) ^ of.run
  local deviation = math.sqrt(math.max(0, of.square - of.mean * of.mean)) * 0.1
  local isGone = of.seen >= 30 and of.run >= 10 and chance < 1e-6
  local isFew = of.seen >= 200 and of.recent < (of.usual or of.mean) / 4 and of.mean - of.recent > 6 * deviation
  if isGone or isFew or (wasDrifting and isLow and of.recent < of.mean / 2) then
    local recent = of.run >= 10 and 0 or of.recent
    redis.call('HSET', alarms, field, cjson.encode({ source = source, dialect = dialect, usual = of.usual, recent = recent, since = of.since, articles = of.length }))
  elseif wasDrifting then
    redis.call('HDEL', alarms, field)
  end
  return of
end

-- What is known of a source is read and written once, however many of its articles come together.
local known = {}
for i = 3, #ARGV, 3 do
  local source, at, counts = ARGV[i], tonumber(ARGV[i + 1]), cjson.decode(ARGV[i + 2])
  if not known[source] then
    known[source] = {}
    local kept = redis.call('HGETALL', prefix .. source)
    for j = 1, #kept, 2 do known[source][kept[j]] = cjson.decode(kept[j + 1]) end
  end
  for dialect in pairs(known[source]) do counts[dialect] = counts[dialect] or 0 end
  for dialect, count in pairs(counts) do
    local new = { seen = 0, mean = 0, square = 0, share = 0, recent = 0, run = 0, length = 0 }
    known[source][dialect] = noted(source, at, dialect, count, known[source][dialect] or new)
  end
  redis.call('ZADD', sources, at, source)
end
for source, dialects in pairs(known) do
  for dialect, of in pairs(dialects) do redis.call('HSET', prefix .. source, dialect, cjson.encode(of)) end
end

local excess = redis.call('ZCARD', sources) - most
for _, old in ipairs(excess > 0 and redis.call('ZRANGE', sources, 0, excess - 1) or {}) do
  for _, dialect in ipairs(redis.call('HKEYS', prefix .. old)) do redis.call('HDEL', alarms, cjson.encode({ old, dialect })) end
  redis.call('DEL', prefix .. old)
  redis.call('ZREM', sources, old)
end
return 1`;
