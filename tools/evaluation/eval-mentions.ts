/**
 * `npm run eval:mentions [-- FILE.jsonl …]`: measures how well the judge separates genuine mentions
 * from false ones. Files are judged with the product's weights. Without a file it cross-validates
 * our own examples by name.
 */
import { parseArgs } from 'node:util';
import { MODEL } from '../../src/mentions/judge/logistic-model.ts';
import { type Example, readExamples, readFolder } from './examples.ts';
import { crossValidate, type Score, scoreOf, verdictOf } from './score.ts';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { help: { type: 'boolean' } } });
if (values.help) {
  console.log(
    'usage: npm run eval:mentions [-- FILE.jsonl …]\nWithout a file: our own examples, cross-validated by name.',
  );
} else if (positionals.length === 0) {
  const sets = readFolder(new URL('../../test/fixtures/mentions/', import.meta.url));
  const verdicts = crossValidate(sets.flatMap(({ examples }) => examples));
  for (const { file, examples } of sets) {
    const own = new Set(examples);
    print(
      `${file}, cross-validated by name`,
      scoreOf(verdicts.filter(({ example }) => own.has(example))),
      true,
    );
  }
  print('all files, cross-validated by name', scoreOf(verdicts), false);
} else {
  for (const file of positionals) print(file, scoreOf(judge(readExamples(file))), true);
}

function judge(examples: readonly Example[]) {
  return examples.map((example) => verdictOf(example, MODEL));
}

function print(what: string, score: Score, withMisses: boolean): void {
  console.log(
    `${what}: ${score.examples} mentions, ${percent(score.baseline)} of them genuine (the publisher's own precision)`,
  );
  console.log(
    `  precision ${score.precision.toFixed(3)}  recall ${score.recall.toFixed(3)}  F1 ${score.f1.toFixed(3)}  false mentions caught ${percent(score.caught)}`,
  );
  if (!withMisses) return;
  for (const { example, confidence } of score.misses) {
    const kind = example.genuine ? 'missed  ' : 'accepted';
    console.log(`  ${kind} ${confidence.toFixed(2)}  ${example.text}  (${example.why})`);
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
