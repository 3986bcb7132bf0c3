import { type FuzzTarget, law } from '../../fuzz/target.ts';

const planted = (name: string, run: FuzzTarget['run']): FuzzTarget => ({
  name,
  seeds: ['an ordinary input'],
  dictionary: ['<fault>', '<other>'],
  run,
});

/** Targets with one known fault each, to test the fuzzer. */
export const TARGETS: readonly FuzzTarget[] = [
  planted('sound', (input) => (input.includes('<other>') ? 'other' : 'plain')),
  planted('unlawful', (input) => {
    law(!input.includes('<fault>'), 'no fault is read');
    return 'plain';
  }),
  planted('deadly', (input) => {
    if (input.includes('<fault>')) process.abort();
    return 'plain';
  }),
  planted('endless', (input) => {
    while (input.includes('<fault>'));
    return 'plain';
  }),
];
