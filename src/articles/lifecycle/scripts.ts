import { STORE_CLOCK } from '../../redis/clock.ts';

/** Where the ids of articles are published when they are finished. */
export const FINISHED_CHANNEL = 'tickerspan:finished';

/**
 * The steps of an article's life after it was accepted. Each is atomic. Fields of the stored record:
 *
 * - `revision`: the readable revision, or the first one while none is readable.
 * - `target`: the revision that enriching creates; one more than `revision` while a refresh is pending.
 * - `generation`: see `ArticleRecord`.
 * - `turn`: `jobRun` of `ArticleRecord`.
 * - `retry`: `reopenKey` of `ArticleRecord`. The ledger has the article as failed until it is opened there again.
 */

/** Claims an article for a worker. An enriched article stays readable. A failed one is being retried by hand. */
export const CLAIM = `${STORE_CLOCK}
local status, generation, revision, target, retry = unpack(redis.call('HMGET', KEYS[1], 'status', 'generation', 'revision', 'target', 'retry'))
if not status then return false end
if status == 'failed' then
  retry = ARGV[1]
  redis.call('HSET', KEYS[1], 'retry', retry)
end
if status ~= 'enriched' then
  status = 'processing'
  redis.call('HSET', KEYS[1], 'status', status)
end
return { status, generation or '', target or revision, retry or '', now() }`;

/** Makes a revision readable, once, and returns when: not when it is there, or was overtaken, or the article is gone. */
export const SAVE = `${STORE_CLOCK}
local status, generation, revision, target = unpack(redis.call('HMGET', KEYS[1], 'status', 'generation', 'revision', 'target'))
-- One that has failed is in the ledger as such: only a job that takes it up again may enrich it.
if not status or status == 'enriched' or status == 'failed' then return false end
if (generation or '') ~= ARGV[1] or (target or revision) ~= ARGV[2] then return false end
local at = iso(now())
redis.call('SET', KEYS[2], ARGV[3], 'PXAT', redis.call('PEXPIRETIME', KEYS[1]))
redis.call('HSET', KEYS[1], 'status', 'enriched', 'revision', ARGV[2], 'target', ARGV[2], 'enrichedAt', at, 'problem', '', 'retry', '')
redis.call('PUBLISH', '${FINISHED_CHANNEL}', ARGV[4])
return at`;

/**
 * Records a failure. What was readable before a failed refresh stays readable. The failure of a task that was
 * overtaken is not recorded; without a task, whatever is stored has failed.
 */
export const FAIL = `
local status, generation, revision, target = unpack(redis.call('HMGET', KEYS[1], 'status', 'generation', 'revision', 'target'))
if not status or status == 'enriched' then return 0 end
if ARGV[3] and (generation or '') ~= ARGV[3] then return 0 end
if ARGV[4] and (target or revision) ~= ARGV[4] then return 0 end
status = redis.call('EXISTS', KEYS[2]) == 1 and 'enriched' or 'failed'
redis.call('HSET', KEYS[1], 'status', status, 'target', revision, 'problem', ARGV[1], 'retry', '')
redis.call('PUBLISH', '${FINISHED_CHANNEL}', ARGV[2])
return 1`;

/** Asks for one more revision than the caller has seen, unless that was asked for or is there. */
export const REFRESH = `
local status, revision = unpack(redis.call('HMGET', KEYS[1], 'status', 'revision'))
if revision == ARGV[1] and (status == 'enriched' or status == 'failed') then
  local target = status == 'enriched' and revision + 1 or revision
  redis.call('HSET', KEYS[1], 'status', 'queued', 'target', target, 'turn', ARGV[2], 'problem', '', 'retry', status == 'failed' and ARGV[2] or '')
end
return redis.call('HGETALL', KEYS[1])`;

/** The marker that outlives the article tells that it was deleted, and so is not known, where otherwise it tells that it expired. */
export const REMOVE = `
local isThere = redis.call('EXISTS', KEYS[1]) == 1
if not isThere and redis.call('GET', KEYS[4]) ~= '' then return false end
local generation = redis.call('HGET', KEYS[1], 'generation') or ''
if ARGV[2] and generation ~= ARGV[2] then return false end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[5], KEYS[6])
redis.call('SET', KEYS[4], 'deleted', 'PX', ARGV[1])
return generation`;
