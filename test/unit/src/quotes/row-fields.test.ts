import { instantIn, movement, nameIn, numberIn, priceIn } from '../../../../src/quotes/row-fields.ts';

describe('a number', () => {
  test.each([
    ['10.52', 10.52],
    ['-0.12', -0.12],
    ['+1.15', 1.15],
    ['0', 0],
    ['0.000', 0],
    ['4797246636.000', 4_797_246_636],
    [' 36 ', 36],
  ])('is read from %j', (cell, value) => {
    expect(numberIn(cell)).toBe(value);
  });

  test.each([
    undefined,
    '',
    ' ',
    '-',
    '--',
    'NaN',
    'Infinity',
    '-Infinity',
    '1e5',
    '0x10',
    '0b1',
    '1_000',
    '1,000',
    '10.5x',
    '１０',
    '9'.repeat(400),
    '1.2.3',
  ])('is not read from %j', (cell) => {
    expect(numberIn(cell)).toBeNull();
  });
});

describe('a price', () => {
  test.each([
    ['10.52', 10.52],
    ['0.000', null],
    ['0', null],
    ['-1', null],
    ['', null],
    [undefined, null],
  ])('in %j is %j, because no price is zero or negative', (cell, price) => {
    expect(priceIn(cell)).toBe(price);
  });
});

describe('a name', () => {
  test.each([
    ['新 希 望', '新希望'],
    ['万  科Ａ', '万科A'],
    [' 长安汽车 ', '长安汽车'],
    ['五 粮 液', '五粮液'],
    ['*ST 景谷', '*ST景谷'],
    ['ＴＣＬ科技', 'TCL科技'],
    ['中国　人寿', '中国人寿'],
    ['Apple Inc', 'Apple Inc'],
    ['', ''],
    [' ', ''],
    [undefined, ''],
  ])('written %j is %j', (cell, name) => {
    expect(nameIn(cell)).toBe(name);
  });

  test('longer than 80 characters is ignored', () => {
    expect(nameIn('名'.repeat(80))).toBe('名'.repeat(80));
    expect(nameIn('名'.repeat(81))).toBe('');
  });
});

describe('a price change', () => {
  test.each([
    [10.52, 10.4, 0.12, 1.15],
    [10.28, 10.4, -0.12, -1.15],
    [10.4, 10.4, 0, 0],
    [0.3, 0.1, 0.2, 200],
    [1258.62, 1235.58, 23.04, 1.86],
  ])('from %d is computed to %d', (price, previousClose, change, changePercent) => {
    expect(movement(price, previousClose)).toEqual({ change, changePercent });
  });

  test('does not exist without both prices', () => {
    const none = { change: null, changePercent: null };
    expect(movement(null, 10)).toEqual(none);
    expect(movement(10, null)).toEqual(none);
    expect(movement(null, null)).toEqual(none);
  });
});

describe('an instant', () => {
  test.each([
    ['2026-09-30 14:10:19', 'Asia/Shanghai', '2026-09-30T06:10:19.000Z'],
    ['2026-09-30 14:10', 'Asia/Shanghai', '2026-09-30T06:10:00.000Z'],
    ['2026-01-01 00:00:00', 'Asia/Shanghai', '2025-12-31T16:00:00.000Z'],
    ['2024-02-29 15:00:00', 'Asia/Hong_Kong', '2024-02-29T07:00:00.000Z'],
    ['2026-07-01 16:00:01', 'America/New_York', '2026-07-01T20:00:01.000Z'],
    ['2026-12-31 16:00:01', 'America/New_York', '2026-12-31T21:00:01.000Z'],
    ['2026-03-06 16:00:00', 'America/New_York', '2026-03-06T21:00:00.000Z'],
    ['2026-03-09 16:00:00', 'America/New_York', '2026-03-09T20:00:00.000Z'],
  ] as const)('%s in %s is %s', (stamp, zone, instant) => {
    expect(instantIn(stamp, zone)).toBe(instant);
  });

  test.each([
    undefined,
    '',
    ' ',
    'undefined undefined',
    '2026-09-30',
    '14:10:19',
    '20260930 141019',
    '2026/09/30 14:10:19',
    '2026-09-30T14:10:19',
    '2026-09-30 24:00:00',
    '2026-09-30 14:60:00',
    '2026-09-30 14:10:60',
    '2026-09-30 4:10:19',
    '2026-13-01 14:10:19',
    '2026-02-30 10:00:00',
    '2025-02-29 10:00:00',
    '0000-00-00 00:00:00',
    '9999-12-31 23:59:59',
    '2026-09-3０ 14:10:19',
    '2026-09-30 14:10:19 ',
  ])('%j is not a time', (stamp) => {
    expect(instantIn(stamp, 'Asia/Shanghai')).toBeNull();
  });
});
