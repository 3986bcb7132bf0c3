import { progressBar } from '../../../cli/output.ts';

test('progress is a bar if the total is known, otherwise a number', () => {
  expect(progressBar(500, 1000, 3)).toBe('[###############...............] 50 % 500/1000, 3 refused');
  expect(progressBar(0, 10, 0)).toBe('[..............................] 0 % 0/10');
  expect(progressBar(10, 10, 0)).toBe('[##############################] 100 % 10/10');
  expect(progressBar(7, undefined, 1)).toBe('7 articles, 1 refused');
});

test('progress stays at 100 % if the file grows after it was counted', () => {
  expect(progressBar(12, 10, 0)).toContain('100 %');
});
