import { readDate } from '../../../src/articles/read-date.ts';
import { type FuzzTarget, law } from '../target.ts';

/** Dates as feeds, posts, pages and JSON write them. */
export const dates: FuzzTarget = {
  name: 'dates',
  seeds: [
    '2021-11-18T23:21:52+08:00',
    '2021-11-18 23:21:52',
    'Thu, 18 Nov 2021 23:21:52 +0800 (CST)',
    'Thursday, 18-Nov-21 23:21:52 GMT+8',
    'Nov 18, 2021 11:21 PM EST',
    'Thu Nov 18 2021 23:21:52 GMT+0800 (China Standard Time)',
    '2021年11月18日 下午11:21',
  ],
  dictionary: [
    ...[
      '2021',
      '1900',
      '2100',
      '9999',
      '0000',
      '-',
      '/',
      '.',
      ':',
      ' ',
      ',',
      'T',
      'Z',
      '+08:00',
      '-14:00',
      '+0800',
      '(CST)',
      'GMT',
    ],
    ...[
      'UTC',
      'EST',
      'PDT',
      'CST',
      'Nov',
      'November',
      'Thu',
      'Thursday',
      'AM',
      'PM',
      '年',
      '月',
      '日',
      '上午',
      '下午',
      '时',
      '分',
      '秒',
    ],
    ...['29', '30', '31', '00', '24', '60', '(', ')', '((((', '\n', '\0', '０', '发布时间：'],
  ],
  run(input) {
    const text = input.toString('utf8');
    const inChina = readDate(text, 'Asia/Shanghai');
    const inUtc = readDate(text, 'UTC');
    law((inChina === null) === (inUtc === null), 'whether a text is a date does not depend on the zone');
    if (inChina === null || inUtc === null) return 'no date';
    law(new Date(inChina).toISOString() === inChina, 'a date is ISO 8601 in UTC');
    const year = new Date(inChina).getUTCFullYear();
    law(year >= 1899 && year <= 2101, 'a date is between 1900 and 2100');
    const hours = (Date.parse(inUtc) - Date.parse(inChina)) / 3_600_000;
    law(hours >= 0 && hours <= 9, 'a date is read in its own zone or in the given one');
    return `${hours === 0 ? 'with' : 'without'} a zone, ${text.length > 24 ? 'long' : 'short'}`;
  },
};
