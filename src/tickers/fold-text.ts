/**
 * Replaces every full-width character, blank, bracket and dash by its ASCII counterpart. The length
 * does not change, so offsets stay valid. Chinese commas and semicolons become ASCII, but `、`
 * stays.
 */
export function folded(text: string): string {
  return text.replace(TO_FOLD, (character) => {
    const code = character.charCodeAt(0);
    if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
    return COUNTERPARTS.get(character) ?? ' ';
  });
}

const TO_FOLD = /[\uff01-\uff5e【】〔〕‐‑–—−·•∶\u00a0\u2000-\u200a\u202f\u3000\t]/g;
const COUNTERPARTS: ReadonlyMap<string, string> = new Map([
  ...[...'【〔'].map((bracket) => [bracket, '['] as const),
  ...[...'】〕'].map((bracket) => [bracket, ']'] as const),
  ...[...'‐‑–—−'].map((dash) => [dash, '-'] as const),
  ...[...'·•'].map((dot) => [dot, '.'] as const),
  ['∶', ':'],
]);

/** Matches a sticky pattern (flag `y`) at an offset. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
