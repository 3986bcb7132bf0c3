import { corpusOf } from '../fuzz/corpus.ts';
import { TARGETS } from '../fuzz/targets/table.ts';

describe.each(TARGETS)('every kept input of $name', (target) => {
  const entries = corpusOf(target);

  test('exists', () => {
    expect(entries.length).toBeGreaterThan(0);
  });

  test('breaks no law', () => {
    const broken = entries.flatMap(({ file, input }) => {
      try {
        target.run(input);
        return [];
      } catch (error) {
        return [`${file}: ${String(error)}`];
      }
    });
    expect(broken).toEqual([]);
  });
});
