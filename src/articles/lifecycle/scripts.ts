import { STORE_CLOCK } from '../../redis/clock.ts';
import { defineScript } from '../../redis/scripts.ts';
import { DELETED, EXPIRED, STORED_AS } from './article-record.ts';
import { nextStatus } from './transitions.ts';

/** The channel on which the ids of finished articles are published. */
export const FINISHED_CHANNEL = 'tickerspan:finished';

const { nextRevision, jobRun, reopenKey } = STORED_AS;

/**
 * Stores a new article, unless it is stored already. Returns whether it is new, whether it was
 * known before, and the time.
 *
 * The text is written first and the record last, because readers of a record rely on its text. The
 * record gets its expiry before its status: a record without a status is ignored. SET comes before
 * DEL, because a full store refuses a script at its first SET, but not after it has removed
 * something.
 *
 * Keys: record, text, seen, enrichment. Arguments: text, milliseconds to live, milliseconds that
 * `seen` outlives it, generation, and the record's fields with their values.
 */
export const acceptScript = defineScript<readonly [isNew: 0 | 1, wasSeen: 0 | 1, at: number]>(`${STORE_CLOCK}
local status = redis.call('HGET', KEYS[1], 'status')
local seen = (status or redis.call('EXISTS', KEYS[3]) == 1) and 1 or 0
local isWhole = status and redis.call('PTTL', KEYS[1]) >= 0
  and (status == 'enriched' or redis.call('EXISTS', KEYS[2]) == 1)
local at, ttl = now(), tonumber(ARGV[2])
if isWhole then return { 0, seen, at } end
-- Absolute times, because the clock goes on while this runs.
local expiry = at + ttl
redis.call('SET', KEYS[2], ARGV[1], 'PXAT', expiry)
redis.call('SET', KEYS[3], '${EXPIRED}', 'PXAT', expiry + ARGV[3])
redis.call('DEL', KEYS[1], KEYS[4])
redis.call('HSET', KEYS[1], 'revision', 1)
redis.call('PEXPIREAT', KEYS[1], expiry)
redis.call('HSET', KEYS[1], 'receivedAt', iso(at), 'expiresAt', iso(expiry), '${jobRun}', seen == 1 and ARGV[4] or '', unpack(ARGV, 5))
return { 1, seen, at }`);

/**
 * Claims an article for a worker. An enriched article stays readable, and its status is returned. A
 * failed article is being retried, by a new job or by hand, so it gets a key that opens it in the
 * ledger again.
 *
 * Keys: record. Arguments: a new reopen key.
 */
export const claimScript = defineScript<
  | readonly ['processing' | 'enriched', generation: string, revision: string, reopenKey: string, at: number]
  | null
>(`${STORE_CLOCK}
local status, generation, revision, target, reopenKey = unpack(redis.call('HMGET', KEYS[1], 'status', 'generation', 'revision', '${nextRevision}', '${reopenKey}'))
if not status then return false end
if status == 'failed' then
  reopenKey = ARGV[1]
  redis.call('HSET', KEYS[1], '${reopenKey}', reopenKey)
end
local next = ${nextStatus('claim')}
if next then redis.call('HSET', KEYS[1], 'status', next) end
return { next or status, generation or '', target or revision, reopenKey or '', now() }`);

/**
 * Makes a revision readable, once, and returns the time. Does nothing if the task was overtaken or
 * the article is gone.
 *
 * Keys: record, enrichment. Arguments: generation, revision, enrichment, id.
 */
export const saveScript = defineScript<string | null>(`${STORE_CLOCK}
local status, generation, revision, target = unpack(redis.call('HMGET', KEYS[1], 'status', 'generation', 'revision', '${nextRevision}'))
local next = ${nextStatus('save')}
if not next then return false end
if (generation or '') ~= ARGV[1] or (target or revision) ~= ARGV[2] then return false end
local at = iso(now())
redis.call('SET', KEYS[2], ARGV[3], 'PXAT', redis.call('PEXPIRETIME', KEYS[1]))
redis.call('HSET', KEYS[1], 'status', next, 'revision', ARGV[2], '${nextRevision}', ARGV[2], 'enrichedAt', at, 'problem', '', '${reopenKey}', '')
redis.call('PUBLISH', '${FINISHED_CHANNEL}', ARGV[4])
return at`);

/**
 * Records a failure. Does nothing if the task was overtaken. Without a generation and a revision,
 * whatever is stored fails.
 *
 * Keys: record, enrichment. Arguments: problem, id, and optionally generation and revision.
 */
export const failScript = defineScript<0 | 1>(`
local status, generation, revision, target = unpack(redis.call('HMGET', KEYS[1], 'status', 'generation', 'revision', '${nextRevision}'))
local hasResult = redis.call('EXISTS', KEYS[2]) == 1
local next = ${nextStatus('fail')}
if hasResult then next = ${nextStatus('failRefresh')} end
if not next then return 0 end
if ARGV[3] and (generation or '') ~= ARGV[3] then return 0 end
if ARGV[4] and (target or revision) ~= ARGV[4] then return 0 end
redis.call('HSET', KEYS[1], 'status', next, '${nextRevision}', revision, 'problem', ARGV[1], '${reopenKey}', '')
redis.call('PUBLISH', '${FINISHED_CHANNEL}', ARGV[2])
return 1`);

/**
 * Requests the revision after the one that the caller has seen, unless it was requested already or
 * exists. Returns the record.
 *
 * Keys: record. Arguments: the revision that the caller has seen, a new job run.
 */
export const refreshScript = defineScript<readonly string[]>(`
local status, revision = unpack(redis.call('HMGET', KEYS[1], 'status', 'revision'))
local next = ${nextStatus('refresh')}
if next and revision == ARGV[1] then
  local target = status == 'enriched' and revision + 1 or revision
  redis.call('HSET', KEYS[1], 'status', next, '${nextRevision}', target, '${jobRun}', ARGV[2], 'problem', '', '${reopenKey}', status == 'failed' and ARGV[2] or '')
end
return redis.call('HGETALL', KEYS[1])`);

/**
 * Removes an article and records that it was deleted. Returns its generation. Does nothing if the
 * article is unknown, or if its generation is not the given one.
 *
 * Keys: record, seen, and all the others. Arguments: milliseconds to keep `seen`, and optionally a
 * generation.
 */
export const removeScript = defineScript<string | null>(`
local isThere = redis.call('EXISTS', KEYS[1]) == 1
if not isThere and redis.call('GET', KEYS[2]) ~= '${EXPIRED}' then return false end
local generation = redis.call('HGET', KEYS[1], 'generation') or ''
if ARGV[2] and generation ~= ARGV[2] then return false end
redis.call('DEL', KEYS[1], unpack(KEYS, 3))
redis.call('SET', KEYS[2], '${DELETED}', 'PX', ARGV[1])
return generation`);
