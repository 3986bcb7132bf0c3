import iconv from 'iconv-lite';
import { getBytes } from '../../../src/quotes/get-bytes.ts';
import { sinaRow, tencentRow } from '../../support/build.ts';
import { startProviderStub } from '../../support/start-provider-stub.ts';

/** Asks a provider that answers with a text, and returns the code of the error. */
async function codeOf(text: string, encoding = 'utf8'): Promise<string | undefined> {
  await using stub = await startProviderStub(() => iconv.encode(text, encoding));
  const { signal } = new AbortController();
  return await getBytes('somebody', stub.url, { maxBytes: 1000, signal }).then(
    () => undefined,
    ({ code }) => code,
  );
}

test.each([
  ['<html><body>你的 IP 存在异常访问，已被安全部门封禁</body></html>', 'utf8'],
  ['<html><body>你的 IP 存在异常访问，已被安全部门封禁</body></html>', 'gb18030'],
  ['\n <!DOCTYPE html><title>403 Forbidden</title>', 'utf8'],
  ['\uFEFF<html>Access Denied</html>', 'utf8'],
  ['<html>请输入验证码</html>', 'gb18030'],
  ['<html>Your request was blocked by the firewall.</html>', 'utf8'],
])('the page %j in %s is a refusal', async (text, encoding) => {
  expect(await codeOf(text, encoding)).toBe('provider_refused');
});

test.each(['<html><h1>502 Bad Gateway</h1></html>', '<?xml version="1.0"?><Error/>', '<'])(
  'the page %j is an invalid answer',
  async (text) => {
    expect(await codeOf(text)).toBe('provider_answer_invalid');
  },
);

test.each([
  ['', 'utf8'],
  ['{"rc":0,"data":null}', 'utf8'],
  [tencentRow('sz000625', { 1: '封禁' }), 'utf8'],
  [sinaRow('sz000625', { 0: '<b>' }), 'gb18030'],
  ['Kinsoku jikou desu!', 'utf8'],
])('%j is not a page', async (text, encoding) => {
  expect(await codeOf(text, encoding)).toBeUndefined();
});
