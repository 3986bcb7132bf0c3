import { type FuzzTarget, law } from '../../fuzz/target.ts';

const planted = (name: string, run: FuzzTarget['run']): FuzzTarget => ({
  name,
  seeds: ['an ordinary input'],
  dictionary: ['<fault>', '<other>'],
  run,
});

/** Targets with a known fault each, to try the fuzzer on. */
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
