import type { JudgedFindings } from '../mentions/judge/judge-mentions.ts';
import { MAX_MENTIONS } from '../mentions/mention.ts';
import type { Warning } from './warning.ts';

/** The warning that an article was not read to its end. */
export function tooManyMentions({ isCut, mentions }: JudgedFindings): readonly Warning[] {
  if (!isCut) return [];
  const end = mentions.at(-1)?.end;
  const detail = `The article has more mentions, or more links and spans, than are read: at most ${MAX_MENTIONS} mentions are taken, and what follows them is left as it came`;
  return [{ code: 'too-many-mentions', detail, ...(end === undefined ? {} : { start: end }) }];
}
