import { settingsFor } from '../../../../tools/quickstart/providers.mjs';

test('the simulator replaces every provider of quotes and of closing prices', () => {
  expect(settingsFor('http://127.0.0.1:7001')).toEqual({
    TENCENT_QUOTE_URL: 'http://127.0.0.1:7001',
    SINA_QUOTE_URL: 'http://127.0.0.1:7001',
    EASTMONEY_QUOTE_URL: 'http://127.0.0.1:7001',
    TENCENT_HISTORY_URL: 'http://127.0.0.1:7001',
    EASTMONEY_HISTORY_URL: 'http://127.0.0.1:7001',
  });
});
