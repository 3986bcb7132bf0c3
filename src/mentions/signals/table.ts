import type { Signal } from '../signal.ts';
import { legalForm } from './legal-form.ts';
import { wordBoundary } from './word-boundary.ts';
import { wordClass } from './word-class.ts';

/** Every signal that the judge asks; their order means nothing. */
export const SIGNALS: readonly Signal[] = [wordBoundary, wordClass, legalForm];
