import iconv from 'iconv-lite';
import { pageError } from '../../../../src/quotes/refusal-page.ts';
import { sinaRow, tencentRow } from '../../../support/build.ts';

const errorOf = (text: string, encoding = 'utf8') => pageError('somebody', iconv.encode(text, encoding));

test.each([
  ['<html><body>你的 IP 存在异常访问，已被安全部门封禁</body></html>', 'utf8'],
  ['<html><body>你的 IP 存在异常访问，已被安全部门封禁</body></html>', 'gb18030'],
  ['\n <!DOCTYPE html><title>403 Forbidden</title>', 'utf8'],
  ['\uFEFF<html>Access Denied</html>', 'utf8'],
  ['<html>请输入验证码</html>', 'gb18030'],
  ['<html>Your request was blocked by the firewall.</html>', 'utf8'],
])('%j in %s turns us away', (text, encoding) => {
  expect(errorOf(text, encoding)?.code).toBe('provider_refused');
});

test.each(['<html><h1>502 Bad Gateway</h1></html>', '<?xml version="1.0"?><Error/>', '<'])(
  '%j says nothing',
  (text) => {
    expect(errorOf(text)?.code).toBe('provider_answer_invalid');
  },
);

test.each([
  ['', 'utf8'],
  ['{"rc":0,"data":null}', 'utf8'],
  [tencentRow('sz000625', { 1: '封禁' }), 'utf8'],
  [sinaRow('sz000625', { 0: '<b>' }), 'gb18030'],
  ['Kinsoku jikou desu!', 'utf8'],
])('%j is no page', (text, encoding) => {
  expect(errorOf(text, encoding)).toBeUndefined();
});
