import { AppError } from '../../../../src/errors.ts';
import { type CallbackPolicy, parseCallbackUrl } from '../../../../src/webhooks/callback-url.ts';

const PUBLIC_ONLY: CallbackPolicy = { canSign: true, allowPrivate: false };

function refused(url: string, policy = PUBLIC_ONLY): AppError {
  try {
    parseCallbackUrl(url, policy);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error(`${url} was accepted`);
}

test.each([
  ['https://example.com/hook?token=s3cret', 'https://example.com/hook?token=s3cret'],
  ['http://EXAMPLE.com:80', 'http://example.com/'],
  ['http://example.com:443/', 'http://example.com:443/'],
  ['https://example.com:80/', 'https://example.com:80/'],
  ['https://example.com/a#part', 'https://example.com/a'],
  ['http://8.8.8.8/x', 'http://8.8.8.8/x'],
  ['http://[2606:4700::1111]/x', 'http://[2606:4700::1111]/x'],
  ['http://localhost.example.com/', 'http://localhost.example.com/'],
])('%s is accepted', (url, spelled) => {
  expect(parseCallbackUrl(url, PUBLIC_ONLY)).toBe(spelled);
});

test.each([
  'http://127.0.0.1/',
  'http://127.1/',
  'http://2130706433/',
  'http://0177.0.0.1/',
  'http://0x7f000001/',
  'http://①②⑦.0.0.1/',
  'http://127.0.0.1./',
  'http://0/',
  'http://10.1.2.3/',
  'http://100.100.100.200/',
  'http://168.63.129.16/',
  'http://169.254.169.254/latest/meta-data',
  'http://172.31.255.255/',
  'http://192.168.0.1/',
  'http://192.0.0.192/',
  'http://198.19.0.1/',
  'http://224.0.0.1/',
  'http://255.255.255.255/',
  'http://[::]/',
  'http://[::1]/',
  'http://[::127.0.0.1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://[64:ff9b::169.254.169.254]/',
  'http://[64:ff9b:1::1]/',
  'http://[fe80::1]/',
  'http://[fc00::1]/',
  'http://[fd00:ec2::254]/',
  'http://[ff02::1]/',
  'http://[2001:db8::1]/',
  'http://[2001::1]/',
  'http://[2002:7f00:1::]/',
  'http://[100::1]/',
  'http://localhost/',
  'http://LOCALHOST:8080/',
  'http://api.localhost./',
])('%s is refused, unless private addresses are allowed', (url) => {
  const { code, faults } = refused(url);
  expect([code, faults]).toEqual([
    'invalid_article',
    [{ pointer: '/callbackUrl', detail: 'The address is not on the public internet' }],
  ]);
  expect(() => parseCallbackUrl(url, { canSign: true, allowPrivate: true })).not.toThrow();
});

test.each([
  ['ftp://example.com/', /http or https/],
  ['javascript:alert(1)', /http or https/],
  ['//example.com/', /a URL/],
  ['hook', /a URL/],
  ['', /a URL/],
  [`https://example.com/${'x'.repeat(2048)}`, /2048/],
  ['https://user@example.com/', /credentials/],
  ['https://:hunter2@example.com/', /credentials/],
])('%s is refused, even if private addresses are allowed', (url, reason) => {
  for (const allowPrivate of [true, false]) {
    const error = refused(url, { canSign: true, allowPrivate });
    expect(error.faults).toEqual([{ pointer: '/callbackUrl', detail: expect.stringMatching(reason) }]);
    expect(`${error.message} ${error.faults[0]?.detail}`).not.toMatch(/hunter2|example/);
  }
});

test.each([
  'https://example.com:22/',
  'http://example.com:6379/',
  'http://8.8.8.8:8080/',
  'https://example.com:0/',
])('%s is refused for its port, unless WEBHOOK_PORTS lists it or private addresses are allowed', (url) => {
  const { code, faults } = refused(url, { ...PUBLIC_ONLY, ports: [8443] });
  const port = Number(new URL(url).port);
  const detail = `Port ${port} is not allowed. Use one of 80, 443, 8443, or ask the operator to add it to WEBHOOK_PORTS`;
  expect([code, faults]).toEqual(['invalid_article', [{ pointer: '/callbackUrl', detail }]]);
  expect(() => parseCallbackUrl(url, { ...PUBLIC_ONLY, ports: [port] })).not.toThrow();
  expect(() => parseCallbackUrl(url, { canSign: true, allowPrivate: true })).not.toThrow();
});

test('every URL is refused without a secret for signatures', () => {
  const { faults } = refused('https://example.com/', { canSign: false, allowPrivate: true });
  expect(faults[0]?.detail).toMatch(/WEBHOOK_SECRET/);
});
