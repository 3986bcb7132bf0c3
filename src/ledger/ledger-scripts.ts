/**
 * The steps of the ledger, each atomic and each without effect when it is repeated: an open entry is closed once. The rows' keys are made inside
 * the scripts; they share the hash tag of those that are named, and so the slot.
 */

/**
 * Of every script, in this order: what is open (a hash), since when (a sorted set), the totals (a hash), what was done of late and is not done twice (a sorted
 * set), the sizes of what is open (a hash, whose empty field is their sum), and the rows' prefix.
 *
 * A missing permission or a key of a wrong type must show before anything is changed, since a script that stops stays half done. So `probe` uses each command and
 * key without effect, and what others rely on is written last.
 */
const PRELUDE = `
local open, since, totals, recent, sizes, rows = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], ARGV[1]
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
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
 * Of many articles each: id, generation, hour, source, instant, size in bytes. One that was closed of late is not opened again: whoever sent it at the same time as another may
 * come to this after a worker has come to the end. One that is open from an earlier life of the same article has ended without
 * anybody's notice.
 */
export const OPEN = `${PRELUDE}
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
return opened`;

/** Of many articles each: id, generation, ending. Without a generation it is closed whatever life it is of. */
export const CLOSE = `${PRELUDE}
local closed = {}
for i = 4, #ARGV, 3 do
  local id, generation, ending = unpack(ARGV, i, i + 2)
  local kept = redis.call('HGET', open, id)
  local itsGeneration, hour, source = parsed(kept or '')
  if not kept or (generation ~= '' and generation ~= itsGeneration) then
    closed[#closed + 1] = 0
  else
    -- A full store lets a script go on that begins by removing something.
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
return closed`;

/** Each time that an article is tried again it is opened once, whoever comes to it first, and however late the others do. */
export const REOPEN = `${PRELUDE}
local id, generation, hour, source, retry = unpack(ARGV, 4)
if redis.call('HEXISTS', open, id) == 1 or isRepeated(id .. ' ' .. retry) then return 0 end
probe(hour)
source = sourceIn(hour, source, 'failed')
put(id, generation, hour, source, now())
record(hour, source, 'failed', -1)
remember(id .. ' ' .. retry)
return 1`;

/** Forgets the sizes of what is no longer open: an older version that ran beside this one did not. */
export const TIDY_SIZES = `${PRELUDE}
if redis.call('HLEN', sizes) <= redis.call('HLEN', open) + 1 then return 0 end
for _, id in ipairs(redis.call('HKEYS', sizes)) do
  if id ~= '' and redis.call('HEXISTS', open, id) == 0 then weigh(id, 0) end
end
return 1`;

/** Of many: hour, source, outcome, count. */
export const COUNT = `${PRELUDE}
for i = 4, #ARGV, 4 do
  local hour, source, outcome, count = unpack(ARGV, i, i + 3)
  record(hour, sourceIn(hour, source, outcome), outcome, tonumber(count))
end
return {}`;
