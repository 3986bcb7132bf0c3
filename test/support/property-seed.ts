import fc from 'fast-check';

/**
 * Property tests draw the same cases in every run, so that only a change can make them fail.
 * `PROPERTY_SEED=random` explores others, and `PROPERTY_SEED=<number>` repeats what such a run
 * printed.
 */
const FIXED_SEED = 20_211_118;

const { PROPERTY_SEED } = process.env;
if (PROPERTY_SEED !== 'random') fc.configureGlobal({ seed: Number(PROPERTY_SEED ?? FIXED_SEED) });
