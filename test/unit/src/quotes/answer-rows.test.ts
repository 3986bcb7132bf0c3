import { AppError } from '../../../../src/errors.ts';
import { jsonIn } from '../../../../src/quotes/answer-rows.ts';

const json = (text: string) => jsonIn('somebody', new TextEncoder().encode(text));

test.each([
  '{"rc":0}',
  ' {"rc":0}\n',
  '\uFEFF{"rc":0}',
  'jQuery3510_1758({"rc":0});',
  'cb({"rc":0})',
  'kline_day={"rc":0}',
  'kline_day={"rc":0};',
])('the JSON in %j is parsed', (text) => {
  expect(json(text)).toEqual({ rc: 0 });
});

test.each(['', ' ', '<html>', '{"rc":0', 'cb({"rc":0', 'cb()', 'x=', '{rc:0}', ';', '=', 'NaN'])(
  '%j contains no JSON',
  (text) => {
    expect(() => json(text)).toThrow(AppError);
    expect(() => json(text)).toThrow(/^somebody answered no JSON: /);
  },
);
