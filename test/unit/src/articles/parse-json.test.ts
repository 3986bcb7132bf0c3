import { JsonTooComplex, parseJson } from '../../../../src/articles/parse-json.ts';
import { parseSubmission } from '../../../../src/articles/parse-submission.ts';
import type { AppError } from '../../../../src/errors.ts';

const limits = { maxValues: 10, maxDepth: 3 };

test.each([
  '{}',
  '[[[]]]',
  '{"a":"[[[[[[{{{{,,,,,,,,,,,,,,,"}',
  '{"a":"\\"[[[[[[,,,,,,,,,,,,\\\\"}',
  '[1,2,3,4,5,6,7,8]',
  '\uFEFF{"a":1}',
])('JSON within the limits is parsed: %s', (json) => {
  expect(parseJson(json, limits)).toEqual(JSON.parse(json.replace('\uFEFF', '')));
});

test.each([
  ['many values', '[1,2,3,4,5,6,7,8,9,10,11]'],
  ['many keys', `{${Array.from({ length: 9 }, (_, index) => `"${index}":1`).join(',')}}`],
  ['many objects', '[{},{},{},{},{}]'],
  ['deep arrays', '[[[[]]]]'],
  ['deep objects', '{"a":{"a":{"a":{}}}}'],
  ['unclosed arrays', '['.repeat(1_000_000)],
])('JSON beyond the limits is not parsed: %s', (_what, json) => {
  expect(() => parseJson(json, limits)).toThrow(JsonTooComplex);
});

function refusalOf(json: string): AppError {
  try {
    parseSubmission('application/json', Buffer.from(json));
  } catch (error) {
    return error as AppError;
  }
  throw new Error('The submission was accepted');
}

test('an article with 100,000 unknown fields gets an error for 20 of them and a count of the others', () => {
  const fields = Array.from({ length: 100_000 }, (_, index) => `"f${index}":1`);
  const refusal = refusalOf(`{"html":"<p>x</p>",${fields.join(',')}}`);
  expect(refusal).toMatchObject({ code: 'invalid_article', moreFaults: 99_980 });
  expect(refusal.faults).toHaveLength(20);
  expect(refusal.faults[0]).toEqual({ pointer: '/f0', detail: 'Unknown field' });
});

test('an article with 50 unknown fields gets an error for 20 of them and a count of the others', () => {
  const fields = Array.from({ length: 50 }, (_, index) => `"f${index}":1`);
  expect(refusalOf(`{"html":"<p>x</p>",${fields.join(',')}}`)).toMatchObject({ moreFaults: 30 });
});

test('a long field name is shortened in the error', () => {
  const [fault] = refusalOf(`{"html":"<p>x</p>","${'x'.repeat(1_000_000)}":1}`).faults;
  expect(fault?.pointer.length).toBeLessThan(400);
});

test('a value of the wrong type in place of a text is refused, however large it is', () => {
  const refusal = refusalOf(`{"html":[${'1,'.repeat(100_000)}1]}`);
  expect(refusal).toMatchObject({ code: 'invalid_article', moreFaults: 0 });
});
