import { isRetiredBeijingCode, successorOf } from '../../../../src/tickers/beijing-codes.ts';
import { parseTicker } from '../../../../src/tickers/ticker.ts';

test.each([
  ['bj430047', true, 'the oldest'],
  ['bj830799', true, 'of the third board'],
  ['bj838275', true, 'in articles of 2021'],
  ['bj871245', true, 'in articles of 2021'],
  ['bj889999', true, 'the last of its ranges'],
  ['bj920118', false, 'a code of today'],
  ['bj899050', false, 'an index, which kept its code'],
  ['bj820001', false, 'preferred shares'],
  ['sz430047', false, 'no listing of Beijing'],
  ['sh830799', false, 'no listing of Beijing'],
  ['hk08383', false, 'digits of Hong Kong'],
])('whether %s is a retired code of Beijing: %s, %s', (code, isRetired) => {
  expect(isRetiredBeijingCode(parseTicker(code))).toBe(isRetired);
});

test('where a listing went is told only of moves that were seen', () => {
  expect(successorOf(parseTicker('bj832000'))).toBe('bj920000');
  expect(successorOf(parseTicker('bj838163'))).toBe('bj920163');
  expect(successorOf(parseTicker('bj838275'))).toBeUndefined();
});

test('a successor is a code of today', () => {
  const successor = successorOf(parseTicker('bj832000'));
  expect(successor && isRetiredBeijingCode(successor)).toBe(false);
});
