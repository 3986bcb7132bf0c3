import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { hostileTexts } from '../support/hostile-texts.ts';
import { processorTimeOf } from '../support/processor-time.ts';

/**
 * The folders whose code reads untrusted text. The simulator, scripts and deployment checks do not.
 */
const ROOTS = ['src', 'workers', 'cli', 'config'];

interface Found {
  readonly place: string;
  readonly expression: RegExp;
}

const found = ROOTS.flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[jt]s$/.test(name))
    .flatMap((name) => literalsIn(join(root, name))),
);

function literalsIn(file: string): readonly Found[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const literals: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      const end = node.text.lastIndexOf('/');
      const expression = new RegExp(node.text.slice(1, end), node.text.slice(end + 1));
      literals.push({ place: `${file}:${line} ${node.text}`, expression });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return literals;
}

/** On such a short text only exponential time is noticeable, and it still ends. */
const TINY = 22;
/** The first length reveals cubic time and the last quadratic time, before either takes long. */
const LENGTHS = [200, 800, 4800];
/** Linear time is a small part of this for all of these texts. */
const SUSPICIOUS_MS = 0.5;
/** When the text doubles, linear time doubles and quadratic time grows fourfold. */
const MAX_GROWTH = 3;

function run({ source, flags }: RegExp, text: string): void {
  const expression = new RegExp(source, flags);
  if (expression.global) text.replace(expression, '');
  else expression.exec(text);
}

/** Returns the shortest of several runs, because garbage collection only adds time. */
function bestOf(runs: number, expression: RegExp, text: string): number {
  return Math.min(...Array.from({ length: runs }, () => processorTimeOf(() => run(expression, text))));
}

/** Returns the start of a text that takes more than linear time, or undefined if none was found. */
function slowTextOf(expression: RegExp): string | undefined {
  for (const text of hostileTexts(expression, TINY)) {
    if (isSuspicious(expression, text)) return JSON.stringify(text);
  }
  for (const length of LENGTHS) {
    const doubles = hostileTexts(expression, 2 * length);
    for (const text of hostileTexts(expression, length)) {
      const double = doubles.next().value as string;
      if (!isSuspicious(expression, text)) continue;
      if (bestOf(5, expression, double) > MAX_GROWTH * bestOf(5, expression, text)) {
        return `${JSON.stringify(text.slice(0, 20))}…`;
      }
    }
  }
  return undefined;
}

function isSuspicious(expression: RegExp, text: string): boolean {
  // Reading the wall clock is cheaper than reading the processor time, and never gives less.
  const started = performance.now();
  run(expression, text);
  return performance.now() - started >= SUSPICIOUS_MS && bestOf(3, expression, text) >= SUSPICIOUS_MS;
}

test('the search for slow texts finds the known kinds of slow expressions', () => {
  for (const expression of [
    /\s+$/,
    /^(a+)+$/,
    /x(.*?)[ \t\r]*$/,
    /^\s*(?:null|~)?\s*$/,
    /<a[^>]*>/,
    /\S+@\S+/,
    /^a*b?a*b?a*$/,
  ]) {
    expect(slowTextOf(expression)).toBeDefined();
  }
  for (const expression of [/[ab]$/, /^a+$/, /<[^<>]*>/g, /\d{1,9}-/])
    expect(slowTextOf(expression)).toBeUndefined();
});

test('no regular expression takes more than linear time on long runs of its own characters', () => {
  expect(found.length).toBeGreaterThan(200);
  const slow = found.flatMap(({ place, expression }) => {
    const text = slowTextOf(expression);
    return text === undefined ? [] : [`${place} on ${text}`];
  });
  expect(slow).toEqual([]);
});
