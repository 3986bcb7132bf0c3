/**
 * The steps of the ledger, each atomic and each without effect when it is repeated: what is open is booked out once. The rows' keys are made inside
 * the scripts; they share the hash tag of those that are named, and so the slot.
 */

/**
 * Of every script, in this order: what is open (a hash), since when (a sorted set), the totals (a hash), what was done of late and is not done twice (a sorted
 * set), and the rows' prefix.
 */
const PRELUDE = `
local open, since, totals, recent, rows = KEYS[1], KEYS[2], KEYS[3], KEYS[4], ARGV[1]
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function isRepeated(what) return redis.call('ZSCORE', recent, what) end
local function remember(what)
  redis.call('ZADD', recent, now(), what)
  redis.call('ZREMRANGEBYSCORE', recent, '-inf', now() - 120000)
end
local function book(hour, source, outcome, count)
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
local function put(id, generation, hour, source, at)
  redis.call('HSET', open, id, generation .. ' ' .. hour .. ' ' .. source)
  redis.call('ZADD', since, at, id)
end`;

/**
 * Of many articles each: id, generation, hour, source, instant. One that was closed of late is not opened again: whoever sent it at the same time as another may
 * come to this after a worker has come to the end. One that is open from an earlier life of the same article has ended without
 * anybody's notice.
 */
export const OPEN = `${PRELUDE}
local opened = {}
for i = 4, #ARGV, 5 do
  local id, generation, hour, source, at = unpack(ARGV, i, i + 4)
  local kept = redis.call('HGET', open, id)
  local before, itsHour, itsSource = parsed(kept or '')
  if (kept and before == generation) or isRepeated(id .. ' ' .. generation) then
    opened[#opened + 1] = 0
  else
    if kept then book(itsHour, itsSource, 'expired', 1) end
    source = sourceIn(hour, source, 'accepted')
    put(id, generation, hour, source, at)
    book(hour, source, 'accepted', 1)
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
    redis.call('HDEL', open, id)
    redis.call('ZREM', since, id)
    book(hour, source, ending, 1)
    remember(id .. ' ' .. itsGeneration)
    closed[#closed + 1] = 1
  end
end
return closed`;

/** Each time that an article is tried again it is opened once, whoever comes to it first, and however late the others do. */
export const REOPEN = `${PRELUDE}
local id, generation, hour, source, retry = unpack(ARGV, 4)
if redis.call('HEXISTS', open, id) == 1 or isRepeated(id .. ' ' .. retry) then return 0 end
remember(id .. ' ' .. retry)
source = sourceIn(hour, source, 'failed')
put(id, generation, hour, source, now())
book(hour, source, 'failed', -1)
return 1`;

/** Of many: hour, source, outcome, count. */
export const COUNT = `${PRELUDE}
for i = 4, #ARGV, 4 do
  local hour, source, outcome, count = unpack(ARGV, i, i + 3)
  book(hour, sourceIn(hour, source, outcome), outcome, tonumber(count))
end
return {}`;
