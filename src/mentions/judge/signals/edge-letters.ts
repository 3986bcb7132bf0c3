import type { MentionContext, Observation, Signal } from '../mention-context.ts';
import { wordsOf } from '../words.ts';

/**
 * Whether a lone character beside the name forms a word with the edge of the name: `珠江啤|酒吧`. The
 * dictionary often knows the name and cuts it out whole, so this signal checks the other reading.
 * It ignores longer words beside the name, because cutting is expensive.
 */
export const edgeLetters: Signal = {
  name: 'edge-letters',
  read({ mention: { before, text, after }, preceding, following }: MentionContext): readonly Observation[] {
    const seen: Observation[] = [];
    if (
      isLone(preceding[0]?.word) &&
      !/^[pc]/.test(preceding[0]?.tag ?? '') &&
      ENDS_IN_IDEOGRAPH.test(before.slice(-1))
    ) {
      const word = wordsOf(before.slice(-REACH) + text.charAt(0)).at(-1)?.word ?? '';
      if (word.length > 1) seen.push({ feature: 'joins-left', value: 1, detail: `${word} could be a word` });
    }
    if (isLone(following[0]?.word) && BEGINS_WITH_IDEOGRAPH.test(after)) {
      const word = wordsOf(text.slice(-1) + after.slice(0, REACH))[0]?.word ?? '';
      if (word.length > 1) seen.push({ feature: 'joins-right', value: 1, detail: `${word} could be a word` });
    }
    return seen;
  },
};

/** How many characters beside the name show where a word at its edge ends. */
const REACH = 3;
const BEGINS_WITH_IDEOGRAPH = /^[\u4e00-\u9fff]/;
const ENDS_IN_IDEOGRAPH = /[\u4e00-\u9fff]$/;

function isLone(word: string | undefined): boolean {
  return word?.length === 1;
}
