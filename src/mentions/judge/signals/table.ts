import type { Signal } from '../mention-context.ts';
import { adjacentCode } from './adjacent-code.ts';
import { clauseAfter } from './clause-after.ts';
import { clauseBefore } from './clause-before.ts';
import { continuation } from './continuation.ts';
import { edgeLetters } from './edge-letters.ts';
import { lead } from './lead.ts';
import { marketLanguage } from './market-language.ts';
import { nameMeaning } from './name-meaning.ts';
import { namedBefore } from './named-before.ts';
import { nearWords } from './near-words.ts';
import { neighbours } from './neighbours.ts';
import { officialName } from './official-name.ts';
import { title } from './title.ts';
import { wordBoundary } from './word-boundary.ts';
import { writtenCode } from './written-code.ts';

/** All signals of the judge, in any order. */
export const SIGNALS: readonly Signal[] = [
  wordBoundary,
  nameMeaning,
  continuation,
  lead,
  nearWords,
  neighbours,
  marketLanguage,
  adjacentCode,
  title,
  writtenCode,
  namedBefore,
  officialName,
  clauseBefore,
  clauseAfter,
  edgeLetters,
];
