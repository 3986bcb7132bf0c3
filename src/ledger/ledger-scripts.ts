import { STORE_CLOCK } from '../redis/clock.ts';
import { defineScript } from '../redis/scripts.ts';

/**
 * The steps of the ledger. Each is atomic, and repeating it changes nothing: an open entry is
 * closed once.
 *
 * Keys of every script:
 * - the open entries (a hash)
 * - when they were opened (a sorted set)
 * - the totals (a hash)
 * - recent steps, which must not be repeated (a sorted set)
 * - the sizes of the open entries (a hash; its empty field is their sum)
 *
 * Arguments of every script, before its own:
 * - the prefix of the rows' keys, which share the hash tag of the others
 * - how many seconds to keep a row
 * - how many fields a row may have
 *
 * Redis does not undo the changes of a script that stops. So `probe` uses each command and key
 * without effect before anything changes: a missing permission or a key of the wrong type shows
 * there. What others rely on is written last.
 */
const PRELUDE = `${STORE_CLOCK}
local open, since, totals, recent, sizes, rows = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], ARGV[1]
local function isRepeated(what) return redis.call('ZSCORE', recent, what) end
local function remember(what)
  redis.call('ZADD', recent, now(), what)
  redis.call('ZREMRANGEBYSCORE', recent, '-inf', now() - 120000)
end
local function record(hour, source, outcome, count)
  redis.call('HINCRBY', totals, outcome, count)
  redis.call('HINCRBY', rows .. hour, outcome .. ' ' .. source, count)
  redis.call('EXPIRE', rows .. hour, ARGV[2])
end
local function parsed(kept) return kept:match('^(%S*) (%S+) (.*)$') end
local function sourceIn(hour, source, outcome)
  local isKnown = redis.call('HEXISTS', rows .. hour, outcome .. ' ' .. source) == 1
  if isKnown or redis.call('HLEN', rows .. hour) < tonumber(ARGV[3]) then return source end
  return '(others)'
end
local function probe(hour)
  redis.call('HINCRBY', totals, 'accepted', 0)
  redis.call('HLEN', rows .. hour)
  redis.call('EXPIRE', rows .. hour, ARGV[2])
  redis.call('HDEL', sizes, ' ')
end
local function put(id, generation, hour, source, at)
  redis.call('ZADD', since, at, id)
  redis.call('HSET', open, id, generation .. ' ' .. hour .. ' ' .. source)
end
local function weigh(id, bytes)
  local before = redis.call('HGET', sizes, id)
  if before then
    redis.call('HDEL', sizes, id)
    redis.call('HINCRBY', sizes, '', -before)
  end
  if bytes > 0 then
    redis.call('HSET', sizes, id, bytes)
    redis.call('HINCRBY', sizes, '', bytes)
  end
end`;

/**
 * Opens articles. Returns for each whether it was opened.
 *
 * An entry that was closed recently is not opened again. If two requests send an article at the
 * same time, the second may get here after a worker has finished the article. An open entry of an
 * earlier generation has expired unnoticed.
 *
 * Arguments for each: id, generation, hour, source, instant, size in bytes.
 */
export const openScript = defineScript<readonly (0 | 1)[]>(`${PRELUDE}
local opened = {}
for i = 4, #ARGV, 6 do
  local id, generation, hour, source, at, bytes = unpack(ARGV, i, i + 5)
  local kept = redis.call('HGET', open, id)
  local before, itsHour, itsSource = parsed(kept or '')
  if (kept and before == generation) or isRepeated(id .. ' ' .. generation) then
    opened[#opened + 1] = 0
  else
    probe(hour)
    if kept then record(itsHour, itsSource, 'expired', 1) end
    source = sourceIn(hour, source, 'accepted')
    put(id, generation, hour, source, at)
    record(hour, source, 'accepted', 1)
    weigh(id, tonumber(bytes))
    opened[#opened + 1] = 1
  end
end
return opened`);

/**
 * Closes articles. Returns for each whether it was closed.
 *
 * Arguments for each: id, generation (empty: any), ending.
 */
export const closeScript = defineScript<readonly (0 | 1)[]>(`${PRELUDE}
local closed = {}
for i = 4, #ARGV, 3 do
  local id, generation, ending = unpack(ARGV, i, i + 2)
  local kept = redis.call('HGET', open, id)
  local itsGeneration, hour, source = parsed(kept or '')
  if not kept or (generation ~= '' and generation ~= itsGeneration) then
    closed[#closed + 1] = 0
  else
    -- A full store lets a script write if it first removes something.
    redis.call('ZREM', since, '')
    probe(hour)
    remember(id .. ' ' .. itsGeneration)
    redis.call('HDEL', open, id)
    redis.call('ZREM', since, id)
    record(hour, source, ending, 1)
    weigh(id, 0)
    closed[#closed + 1] = 1
  end
end
return closed`);

/**
 * Opens a failed article again, once for each reopen key, and subtracts its failure.
 *
 * Arguments: id, generation, hour, source, reopen key.
 */
export const reopenScript = defineScript<0 | 1>(`${PRELUDE}
local id, generation, hour, source, reopenKey = unpack(ARGV, 4)
if redis.call('HEXISTS', open, id) == 1 or isRepeated(id .. ' ' .. reopenKey) then return 0 end
probe(hour)
source = sourceIn(hour, source, 'failed')
put(id, generation, hour, source, now())
record(hour, source, 'failed', -1)
remember(id .. ' ' .. reopenKey)
return 1`);

/**
 * Removes the sizes of entries that are no longer open. Processes of an older version leave them
 * behind.
 */
export const tidySizesScript = defineScript<0 | 1>(`${PRELUDE}
if redis.call('HLEN', sizes) <= redis.call('HLEN', open) + 1 then return 0 end
for _, id in ipairs(redis.call('HKEYS', sizes)) do
  if id ~= '' and redis.call('HEXISTS', open, id) == 0 then weigh(id, 0) end
end
return 1`);

/** Adds to the counts of rows. Arguments for each: hour, source, outcome, count. */
export const countScript = defineScript<readonly never[]>(`${PRELUDE}
for i = 4, #ARGV, 4 do
  local hour, source, outcome, count = unpack(ARGV, i, i + 3)
  record(hour, sourceIn(hour, source, outcome), outcome, tonumber(count))
end
return {}`);
