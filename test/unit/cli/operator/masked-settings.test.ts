import { maskedSettings } from '../../../../cli/operator/masked-settings.ts';

function shown(name: string, value: string): string | null | undefined {
  return maskedSettings({ [name]: value }).find((setting) => setting.name === name)?.value;
}

test.each([
  ['LINK_TARGET', 'https://[hunter2/{ticker}'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://hunter2:port/'],
  ['SINA_QUOTE_URL', '://hunter2'],
])('%s that is not a valid URL is hidden: %s', (name, value) => {
  expect(shown(name, value)).toBe('***');
});

test.each([
  ['LINK_TARGET', 'https://example.com/{ticker}'],
  ['LINK_TARGET', 'https://example.com/?q={ticker}'],
  ['SINA_QUOTE_URL', 'http://127.0.0.1:9000'],
  ['REDIS_SENTINELS', '10.0.0.1:1,[::1]:2'],
  ['LOG_LEVEL', 'debug'],
])('%s without a secret is shown: %s', (name, value) => {
  expect(shown(name, value)).toBe(value);
});

test('an unset setting is listed without a value', () => {
  expect(shown('PORT', ' ')).toBeNull();
});
