import { orUnavailable, type RedisClient } from './connect.ts';

/**
 * Lua functions that read the store's own clock: `now()` in milliseconds since the epoch, and
 * `iso(ms)` as ISO 8601, UTC. Put this before a script. The clocks of the API and the workers may
 * differ from the store's, and from each other.
 */
export const STORE_CLOCK = `
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
-- Howard Hinnant's civil_from_days: https://howardhinnant.github.io/date_algorithms.html
local function iso(ms)
  local seconds = math.floor(ms / 1000)
  local days = math.floor(seconds / 86400) + 719468
  local era = math.floor(days / 146097)
  local day = days - era * 146097
  local year = math.floor((day - math.floor(day / 1460) + math.floor(day / 36524) - math.floor(day / 146096)) / 365)
  day = day - (365 * year + math.floor(year / 4) - math.floor(year / 100))
  local month = math.floor((5 * day + 2) / 153)
  day = day - math.floor((153 * month + 2) / 5) + 1
  month = month < 10 and month + 3 or month - 9
  year = year + era * 400 + (month <= 2 and 1 or 0)
  local ofDay = seconds % 86400
  return string.format('%04d-%02d-%02dT%02d:%02d:%02d.%03dZ', year, month, day,
    math.floor(ofDay / 3600), math.floor(ofDay / 60) % 60, ofDay % 60, ms % 1000)
end`;

/**
 * Returns the time of the store's clock.
 * @throws AppError `store_unavailable`.
 */
export async function storeNow(redis: RedisClient): Promise<Date> {
  const [seconds, microseconds] = await orUnavailable(() => redis.time());
  return new Date(Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000));
}
