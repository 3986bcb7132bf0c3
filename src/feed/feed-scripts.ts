import { defineScript } from '../redis/scripts.ts';

/**
 * `first` of the bounds is the oldest entry as our own scripts left it. If the stream begins with
 * another entry, somebody else has trimmed it (`XTRIM`). Everything before its present beginning
 * then counts as trimmed. The script needs the locals `stream` and `bounds`.
 */
const FOREIGN_TRIM = `
local function beginning()
  local entry = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
  return entry and entry[1]
end
local function noteForeignTrim()
  local known, first = redis.call('HGET', bounds, 'first'), beginning()
  if not known or known == first then return end
  local trimmed = redis.call('HGET', bounds, 'last')
  if first then
    local ms, serial = first:match('^(%d+)-(%d+)$')
    if tonumber(serial) > 0 then trimmed = ms .. '-' .. string.format('%.0f', tonumber(serial) - 1)
    else trimmed = string.format('%.0f', tonumber(ms) - 1) .. '-999999999999999' end
  end
  redis.call('HSET', bounds, 'trimmed', trimmed)
end
local function noteBeginning()
  local first = beginning()
  if first then redis.call('HSET', bounds, 'first', first) else redis.call('HDEL', bounds, 'first') end
end`;

/**
 * Adds a revision, unless the feed contains it or a later one, or its article was deleted. Redis
 * numbers the entry inside the script, so none is ever placed before a cursor that was returned.
 *
 * `articles` keeps the last entry of each article, which names the one before it. That suffices to
 * recognize every revision. The script trims a few entries at a time, also from `articles`.
 */
export const appendScript = defineScript<string | null>(`
local stream, articles, bounds, gone = unpack(KEYS)
local id, generation, revision, most, slack = unpack(ARGV, 1, 5)${FOREIGN_TRIM}
if redis.call('ZSCORE', gone, id .. ' ' .. generation) then return false end
local last, previous = redis.call('HGET', articles, id), ''
if last then
  local lastGeneration, lastRevision, place = last:match('^(%S*) (%d+) (%S+)$')
  if lastGeneration == generation and tonumber(lastRevision) >= tonumber(revision) then return false end
  previous = place
end
noteForeignTrim()
-- What reads the feed sees the entry at once, so what keeps it from being added twice must not fail after that: a missing permission or a key of a wrong type
-- shows here.
redis.call('HSET', bounds, 'adding', id)
redis.call('HGET', articles, id)
local cursor = redis.call('XADD', stream, '*', 'id', id, 'previous', previous, unpack(ARGV, 6))
redis.call('HSET', articles, id, generation .. ' ' .. revision .. ' ' .. cursor)
redis.call('HSET', bounds, 'last', cursor)
noteBeginning()
local excess = redis.call('XLEN', stream) - tonumber(most)
if excess < tonumber(slack) then return cursor end
local oldest = redis.call('XRANGE', stream, '-', '+', 'COUNT', math.min(excess, 1000))
for _, entry in ipairs(oldest) do
  local kept = redis.call('HGET', articles, entry[2][2])
  if kept and kept:match('(%S+)$') == entry[1] then redis.call('HDEL', articles, entry[2][2]) end
end
redis.call('HSET', bounds, 'trimmed', oldest[#oldest][1])
redis.call('XTRIM', stream, 'MAXLEN', redis.call('XLEN', stream) - #oldest)
noteBeginning()
return cursor`);

/**
 * Removes all revisions of an article. Remembers for a time that a worker that still works on the
 * article must not add it.
 */
export const removeScript = defineScript<0 | 1>(`
local stream, articles, gone, bounds = unpack(KEYS)
local id, generation, seconds = unpack(ARGV)${FOREIGN_TRIM}
noteForeignTrim()
local now = tonumber(redis.call('TIME')[1])
-- First, since a full store lets a script go on that begins by removing something.
redis.call('ZREMRANGEBYSCORE', gone, '-inf', now)
if generation then redis.call('ZADD', gone, now + seconds, id .. ' ' .. generation) end
local place = (redis.call('HGET', articles, id) or ''):match('(%S*)$')
while place ~= '' do
  local entry = redis.call('XRANGE', stream, place, place)[1]
  if not entry then break end
  redis.call('XDEL', stream, place)
  place = entry[2][4]
end
local removed = redis.call('HDEL', articles, id)
noteBeginning()
return removed`);
