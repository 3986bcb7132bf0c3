import { readdirSync, readFileSync } from 'node:fs';
import { parseTicker } from '../../../../src/tickers/ticker.ts';
import { checkSample, SAMPLE_NAME } from '../../../../tools/evaluation/samples/check-sample.ts';
import { eastmoneyAnswer, eastmoneyRow, foreignCells, sinaRow, tencentRow } from '../../../support/build.ts';

const FIXTURES = 'test/fixtures/providers';
const recorded = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.(?:txt|json)$/.test(name),
);

test.each(recorded)('the recorded sample %s has no faults', (name) => {
  const bytes = readFileSync(`${FIXTURES}/${name}`);
  const text = new TextDecoder(name.startsWith('sina') ? 'gb18030' : 'utf-8').decode(bytes);
  const { lines, faults } = checkSample(name.replace('/', '-'), text);
  expect(faults).toEqual([]);
  expect(lines.length).toBeGreaterThan(1);
});

test('the name of a sample contains its provider', () => {
  expect(SAMPLE_NAME.test('sina-bj.txt')).toBe(true);
  expect(SAMPLE_NAME.test('README.md')).toBe(false);
});

describe('a fault is reported:', () => {
  const ny = foreignCells(parseTicker('usBABA'));
  test.each([
    [
      'a price outside the day’s range',
      'tencent',
      tencentRow('sz000625', { 3: '10.70', 31: '', 32: '' }),
      /not between/,
    ],
    [
      'another change',
      'tencent',
      tencentRow('sz000625', { 31: '0.14' }),
      /change that the row states is 0.14/,
    ],
    ['another percentage', 'tencent', tencentRow('sz000625', { 32: '1.35' }), /per cent that the row states/],
    ['a volume in lots', 'tencent', tencentRow('sh688981', {}), /a share, not 10.38 to 10.6/],
    ['a volume in lots', 'sina', sinaRow('sz000625', { 8: '523107' }), /a share, not/],
    [
      'a price with too many decimals',
      'tencent',
      tencentRow('sz000625', { 4: '10.4000000001' }),
      /previousClose is null/,
    ],
    [
      'a day that does not exist',
      'sina',
      sinaRow('gb_baba', { ...ny, 25: 'Sep 31 04:00PM EDT' }),
      /not read/,
    ],
    ['a row that is cut off', 'sina', 'var hq_str_sz000625="长安汽车,10.45";\n', /not read/],
    ['a key without a listing', 'tencent', tencentRow('xx000625'), /no key of ours/],
    ['a price too high', 'eastmoney', eastmoneyAnswer(eastmoneyRow('0.000625', { f2: 11 })), /not between/],
    ['a bar too high', 'eastmoney', bars('2026-09-30,10,12,11,9'), /not between 9 and 11/],
    [
      'a bar too low',
      'tencent',
      '{"code":0,"data":{"sz000625":{"day":[["2026-09-30","10","8","11","9"]]}}}',
      /not between/,
    ],
  ])('%s, at %s', (_what, provider, text, fault) => {
    const name = `${provider}-sample.${text.startsWith('{') ? 'json' : 'txt'}`;
    const { faults } = checkSample(name, text);
    expect(faults.join('\n')).toMatch(fault);
  });
});

test.each([
  ['sina', 'var hq_str_s_sz000625="长安汽车,10.52,0.12,1.15,523107,54926";\n', /short form/],
  ['sina', 'var hq_str_sys_auth="FAILED";\n', /halves/],
  ['sina', '[{"day":"2026-09-30","close":"10.52"}]', /by date/],
  ['sina', 'Kinsoku jikou desu!', /no rows: provider_answer_invalid/],
  ['tencent', 'v_hint="N";\n', /search/],
  ['tencent', 'v_pv_none_match="1";\n', /unknown/],
  ['tencent', '{"code":0,"msg":"param error","data":[]}', /no bars: provider_answer_invalid/],
  ['tencent', 'k={"code":0,"data":{"hk00700":{"qfqday":[]}}}', /unadjusted/],
  ['eastmoney', '{"rc":100,"data":null}', /unknown/],
  ['eastmoney', '{"data":{"f43":10.52}}', /stock\/get/],
])('a sample of %s, %j, is described correctly', (provider, text, line) => {
  const { lines, faults } = checkSample(`${provider}-sample.txt`, text);
  expect(faults).toEqual([]);
  expect(lines.join('\n')).toMatch(line);
});

function bars(row: string): string {
  return JSON.stringify({ rc: 0, data: { code: '000625', market: 0, klines: [row] } });
}
