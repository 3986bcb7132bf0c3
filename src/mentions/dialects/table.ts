import type { Dialect } from '../dialect.ts';
import { sinaAShare } from './sina-a-share.ts';

/** Every dialect that is looked for, in order of precedence: where two claim one element, the first has it. */
export const DIALECTS: readonly Dialect[] = [sinaAShare];
