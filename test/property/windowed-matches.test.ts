import fc from 'fast-check';
import { allAtOnce } from '../../src/async/steps.ts';
import { DIALECTS } from '../../src/mentions/dialects/table.ts';
import { windowedMatches } from '../../src/mentions/find/windowed-matches.ts';
import { wellFormedBody } from '../support/arbitraries.ts';

const PATTERNS = [
  ...DIALECTS.flatMap(({ notation }) => (notation ? [notation.pattern] : [])),
  '(?<![A-Za-z0-9](?=[A-Za-z0-9]))(?:Metaphor|Meta|长安汽车)(?!(?<=[A-Za-z0-9])[A-Za-z0-9])',
].map((source) => new RegExp(source, 'g'));

const PIECES = [
  '$TSLA ',
  '名(000625)',
  '$名(000625)$',
  '（SZ：002594 / 1211.HK）',
  'Meta',
  'phor',
  '长安汽车',
  ' ',
  'a',
];
const pieces = fc.array(fc.constantFrom(...PIECES), { maxLength: 200 }).map((list) => list.join(''));

test('a text has the same matches in windows as in one piece', () => {
  fc.assert(
    fc.property(
      fc.oneof(pieces, wellFormedBody),
      fc.integer({ min: 1, max: 64 }),
      fc.constantFrom(...PATTERNS),
      (text, size, pattern) => {
        const found: (readonly [string, number])[] = [];
        allAtOnce(
          windowedMatches(
            text,
            pattern,
            ({ 0: match }, index) => {
              found.push([match, index]);
              return true;
            },
            { size, before: 64, after: 1024 },
          ),
        );
        pattern.lastIndex = 0;
        expect(found).toEqual([...text.matchAll(pattern)].map(({ 0: match, index }) => [match, index]));
      },
    ),
  );
});
