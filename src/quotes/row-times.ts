import { instantAt, type Zone } from './zoned-time.ts';

/**
 * The moment (ISO 8601, UTC) at which a zone's clock shows `YYYY-MM-DD hh:mm` or `YYYY-MM-DD hh:mm:ss`; null where no
 * calendar or clock shows it, or the year is none in which an exchange quotes.
 */
export function instantIn(stamp: string | undefined, zone: Zone): string | null {
  const parts = STAMP.exec(stamp ?? '');
  if (!parts) return null;
  const [, date = '', hours, minutes, seconds = '0'] = parts;
  const second = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return instantAt({ date, second }, zone)?.toISOString() ?? null;
}

const STAMP = /^((?:19|20)\d{2}-\d{2}-\d{2}) ([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;
