import { findDate, readDate } from '../../../../src/articles/read-date.ts';

const CHINA = 'Asia/Shanghai';
/** 10:00 in Beijing. */
const TEN = '2021-11-19T02:00:00.000Z';

test.each([
  'Fri, 19 Nov 2021 10:00:00 +0800',
  'Fri, 19 Nov 2021 10:00:00 +08:00',
  'Fri, 19 Nov 2021 10:00:00 +0800 (CST)',
  'Fri, 19 Nov 2021 10:00:00 +0800 (China (Standard) Time)',
  'Fri, 19 Nov 2021 10:00:00 CST',
  'Fri, 19 Nov 2021 02:00:00 GMT',
  'Fri, 19 Nov 2021 02:00 UT',
  'Fri, 19 Nov 2021 02:00:00 Z',
  'Thu, 18 Nov 2021 21:00:00 EST',
  'Thu, 18 Nov 2021 18:00:00 PST',
  'Thu, 18 Nov 2021 20:00:00 -0600',
  'Friday, 19 November 2021 10:00:00 +0800',
  'Friday, 19-Nov-21 02:00:00 GMT',
  '19 Nov 21 10:00 +0800',
  'Fri, Nov 19 2021 10:00:00 +0800',
  'Nov 19, 2021 10:00',
  'Nov. 19th, 2021, 10:00 AM',
  'November 19, 2021 at 10:00 am CST',
  'Fri Nov 19 2021 10:00:00 GMT+0800 (中国标准时间)',
  'Fri Nov 19 02:00:00 GMT 2021',
  'Fri Nov 19 10:00:00 +0800 2021',
  '2021-11-19 10:00:00',
  '2021-11-19T10:00:00',
  '2021-11-19T10:00:00.000+08:00',
  '2021-11-19T10:00:00+08:00[Asia/Shanghai]',
  '2021-11-19 10:00:00 UTC+08:00',
  '2021-11-19 10:00 GMT+8',
  '2021-11-19 10:00 北京时间',
  '2021/11/19 10:00',
  '2021.11.19 10:00',
  '2021年11月19日 10:00',
  '2021年11月19日10时00分',
  '2021年11月19日 星期五 10:00',
  '2021年11月19日（周五）上午10:00',
  '２０２１年１１月１９日　１０：００',
  '20211119T100000',
  '20211119100000',
  '20211119T020000Z',
  '10:00, 19 Nov 2021',
])('%s is ten o’clock in Beijing', (text) => {
  expect(readDate(text, CHINA)).toBe(TEN);
});

test.each([
  ['2021-11-18', '2021-11-17T16:00:00.000Z'],
  ['2021年11月18日 下午3:05', '2021-11-18T07:05:00.000Z'],
  ['Nov 18, 2021 12:05 AM', '2021-11-17T16:05:00.000Z'],
  ['2021-11-18 12:30 PM', '2021-11-18T04:30:00.000Z'],
  ['2021-11-18T24:00:00Z', '2021-11-19T00:00:00.000Z'],
  ['2021-11-18T23:21:52.123456Z', '2021-11-18T23:21:52.123Z'],
  ['18 Nov 99 00:00 GMT', '1999-11-18T00:00:00.000Z'],
])('%s is %s', (text, instant) => {
  expect(readDate(text, CHINA)).toBe(instant);
});

test.each([
  ...['', '3', '[2021]', '2021', '2021-11', '昨天 5 点', '11月18日 10:00', 'foo 1', 'null'],
  ...['2021-02-30', '2021-13-01', '2021-11-18 25:00', '2021-11-18 10:60', '2021-11-18 10:00:60'],
  ...[
    '2021-11-18T10:00:00+99:99',
    '2021-11-18 10:00 +15:00',
    '2021-11-18 10:00 XYZ',
    '18/11/2021',
    '11/18/2021',
  ],
  ...['0001-01-01', '1899-12-31T23:59:59Z', '2101-01-01T00:00:00Z', '9999-12-31T23:59:59-14:00'],
  ...[
    '2021-11-18 10:00 上午 下午',
    '2021-11-18 2021-11-19',
    '2021-11-18 10:00 11:00',
    `2021-11-18${' '.repeat(200)}`,
  ],
])('%j is no date', (text) => {
  expect(readDate(text, CHINA)).toBeNull();
});

test('a zone with daylight saving time is what it was on that day', () => {
  const newYork = (text: string) => readDate(text, 'America/New_York');
  expect(newYork('2021-07-01 12:00')).toBe('2021-07-01T16:00:00.000Z');
  expect(newYork('2021-12-01 12:00')).toBe('2021-12-01T17:00:00.000Z');
  // In 2005 it ended on the last Sunday of October.
  expect(newYork('2005-10-31 12:00')).toBe('2005-10-31T17:00:00.000Z');
  // The hour that is skipped, and the one that occurs twice.
  expect(newYork('2021-03-14 02:30')).toBe('2021-03-14T07:30:00.000Z');
  expect(newYork('2021-11-07 01:30')).toBe('2021-11-07T05:30:00.000Z');
  expect(newYork('2021-11-19 10:00 CST')).toBe(TEN);
});

test('a date is found within a text if it begins with its year', () => {
  expect(findDate('发布时间：2021年11月19日 10:00 来源：报', CHINA)).toBe(TEN);
  expect(findDate('2021-11-19 10:00:00　来源: 报', CHINA)).toBe(TEN);
  expect(findDate('编号2021-99-99，2021-11-19 10:00', CHINA)).toBe(TEN);
  expect(findDate('净利润2021.5万元', CHINA)).toBeNull();
});
