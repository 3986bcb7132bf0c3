import fc from 'fast-check';
import { findDate, readDate } from '../../src/articles/read-date.ts';
import { anyText } from '../support/arbitraries.ts';

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** A moment in whole seconds, and the zone of its spelling. */
const moment = fc.record({
  at: fc.integer({ min: Date.UTC(1901, 0, 2) / 1000, max: Date.UTC(2099, 11, 30) / 1000 }),
  offset: fc.integer({ min: -56, max: 56 }).map((quarters) => quarters * 15),
});
const two = (number: number): string => String(number).padStart(2, '0');

function wallOf(at: number, offset: number) {
  const date = new Date(at * 1000 + offset * 60_000);
  const [y, m, d] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const time = date.toISOString().slice(11, 19);
  return { y, m, d, time, weekday: DAYS[date.getUTCDay()] ?? '', month: MONTHS[m] ?? '' };
}

const DATES: readonly ((wall: ReturnType<typeof wallOf>) => string)[] = [
  ({ y, m, d, time }) => `${y}-${two(m + 1)}-${two(d)}T${time}`,
  ({ y, m, d, time }) => `${y}-${two(m + 1)}-${two(d)} ${time}`,
  ({ y, m, d, time }) => `${y}/${m + 1}/${d} ${time}`,
  ({ y, m, d, time }) => `${y}年${m + 1}月${d}日 ${time}`,
  ({ y, m, d, time }) => `${y}${two(m + 1)}${two(d)}T${time.replaceAll(':', '')}`,
  ({ y, month, d, time, weekday }) => `${weekday.slice(0, 3)}, ${d} ${month.slice(0, 3)} ${y} ${time}`,
  ({ y, month, d, time, weekday }) => `${weekday}, ${two(d)} ${month} ${y} ${time}`,
  ({ y, month, d, time, weekday }) => `${weekday.slice(0, 3)} ${month.slice(0, 3)} ${two(d)} ${y} ${time}`,
  ({ y, month, d, time }) => `${month} ${d}, ${y} ${time}`,
];

const sign = (offset: number): string => (offset < 0 ? '-' : '+');
const hours = (offset: number): string => two(Math.floor(Math.abs(offset) / 60));
const minutes = (offset: number): string => two(Math.abs(offset) % 60);
const ZONES: readonly ((offset: number) => string)[] = [
  (offset) => `${sign(offset)}${hours(offset)}:${minutes(offset)}`,
  (offset) => ` ${sign(offset)}${hours(offset)}${minutes(offset)}`,
  (offset) => ` GMT${sign(offset)}${hours(offset)}${minutes(offset)} (Some (Zone) Time)`,
  (offset) => ` UTC${sign(offset)}${Number(hours(offset))}:${minutes(offset)}`,
];

test('a moment is read from every spelling of its date and zone', () => {
  fc.assert(
    fc.property(
      moment,
      fc.constantFrom(...DATES),
      fc.constantFrom(...ZONES),
      ({ at, offset }, date, zone) => {
        const text = date(wallOf(at, offset)) + zone(offset);
        expect(readDate(text, 'America/New_York')).toBe(new Date(at * 1000).toISOString());
        expect(findDate(`时间：${text}`, 'Asia/Tokyo') ?? '').toMatch(
          /^(?:|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z)$/,
        );
      },
    ),
    { numRuns: 400 },
  );
});

test('a date without a zone uses the given zone, and the result is read again unchanged', () => {
  fc.assert(
    fc.property(moment, fc.constantFrom(...DATES), ({ at }, date) => {
      const text = date(wallOf(at, 540));
      const instant = readDate(text, 'Etc/GMT-9');
      expect(instant).toBe(new Date(at * 1000).toISOString());
      expect(readDate(instant ?? '', 'Asia/Shanghai')).toBe(instant);
    }),
    { numRuns: 200 },
  );
});

test('any text gives null or a moment from 1900 to 2100', () => {
  const pieces = fc.constantFrom(
    ...[
      '2021',
      '-',
      '11',
      '/',
      '年',
      '月',
      '日',
      ' ',
      'T',
      '10:00',
      'Nov',
      'Fri',
      'CST',
      '+08',
      ':00',
      '上午',
      'Z',
      '(',
      ')',
      '[',
      ']',
      '9999',
    ],
  );
  const text = fc.oneof(
    anyText,
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (written) => {
      for (const read of [readDate, findDate]) {
        const instant = read(written, 'Asia/Shanghai');
        if (instant !== null) expect(instant).toMatch(/^(?:19|20|2100)\d*-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      }
    }),
    { numRuns: 400 },
  );
});
