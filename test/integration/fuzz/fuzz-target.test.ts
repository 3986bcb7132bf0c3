import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { pathToFileURL } from 'node:url';
import { corpusOf } from '../../fuzz/corpus.ts';
import { fuzzTarget } from '../../fuzz/fuzz-target.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/tickerspan-fuzz-test-`);
});
afterEach(() => rmSync(folder, { recursive: true }));

const fuzz = (target: string, hangMs = 20_000) =>
  fuzzTarget({
    module: pathToFileURL(`${process.cwd()}/test/integration/fuzz/planted-targets.ts`).href,
    target,
    folder,
    seed: 1,
    milliseconds: target === 'sound' ? 500 : 20_000,
    hangMs,
  });

test('a target without a fault passes, and an input that shows something new is kept', async () => {
  const { failure, kept } = await fuzz('sound');
  expect(failure).toBeUndefined();
  expect(kept).toBe(1);
  const [entry] = corpusOf({ name: 'sound' }, folder);
  expect(entry?.input.toString()).toContain('<other>');
});

test('an input that breaks a law is minimized and kept as a crash', async () => {
  const { failure } = await fuzz('unlawful');
  expect(failure?.reason).toContain('broken law: no fault is read');
  expect(failure?.file).toMatch(/crash-[0-9a-f]{12}$/);
  expect(readFileSync(failure?.file ?? '').toString()).toContain('<fault>');
});

test('an input that ends the process is kept as a crash', async () => {
  const { failure } = await fuzz('deadly');
  expect(failure?.reason).toContain('the process ended (SIGABRT)');
  expect(readFileSync(failure?.file ?? '').toString()).toContain('<fault>');
});

test('an input that makes the process hang is kept as a crash', async () => {
  const { failure } = await fuzz('endless', 10_000);
  expect(failure?.reason).toBe('no progress for 10 s');
  expect(readFileSync(failure?.file ?? '').toString()).toContain('<fault>');
});
