/** How many parts of an expression are tried. Further ones are alternatives of the same kind. */
const MAX_PARTS = 40;
/** How many consecutive parts are repeated together at most. */
const MAX_PIECE = 3;

/** Characters that may match a part of an expression. The first match represents the part. */
const CANDIDATES = ['x', ' ', '1', '字', '-', '\t', '"', '<', '\n', 'A', '(', '.', '\u0001'];

/**
 * Returns texts of about `length` characters that a regular expression is likely to be slow on.
 * They repeat the beginning of the expression, or a few of its parts with and without what precedes
 * them. Some end in a character that it does not match.
 */
export function* hostileTexts({ source, flags }: RegExp, length: number): Generator<string, void, undefined> {
  const parts = partsOf(source, flags.includes('v') ? 'v' : flags.includes('u') ? 'u' : '').slice(
    0,
    MAX_PARTS,
  );
  for (let at = 0; at < parts.length; at++) {
    const beginning = parts.slice(0, at + 1).join('');
    yield beginning.repeat(Math.ceil(length / beginning.length));
    for (let count = 1; count <= MAX_PIECE && at + count <= parts.length; count++) {
      const piece = parts.slice(at, at + count).join('');
      const run = piece.repeat(Math.ceil(length / piece.length));
      const before = parts.slice(0, at).join('');
      for (const text of new Set([run, before + run])) {
        yield text;
        yield `${text}\u0000`;
        yield `${text}\n\u0000`;
      }
    }
  }
}

/** Returns a matching character for each part of an expression that matches one. */
function partsOf(source: string, unicode: string): readonly string[] {
  const parts: string[] = [];
  const part =
    /\[(?:\\.|[^\]\\])*\]|\\(?:u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|[pPk][{<][^}>]*[}>]|.)|\(\?<?[:=!]|\(\?<\w+>|\{\d+(?:,\d*)?\}|[\s\S]/gu;
  for (const [text] of source.matchAll(part)) {
    if (/^(?:\(\?<?[:=!]|\(\?<\w+>|\{\d+(?:,\d*)?\}|[()|^$*+?]|\\[bBk1-9].*)$/.test(text)) continue;
    const sample = sampleOf(text, unicode);
    if (sample !== undefined) parts.push(sample);
  }
  return parts;
}

function sampleOf(part: string, unicode: string): string | undefined {
  const only = new RegExp(`^(?:${part})$`, unicode);
  const literal = part.startsWith('[') ? [...part.slice(1, -1)] : [part];
  return [...CANDIDATES, ...literal].find((text) => only.test(text)) ?? byCode(only);
}

function byCode(only: RegExp): string | undefined {
  for (let code = 0; code < 0x10000; code++) {
    const text = String.fromCharCode(code);
    if (only.test(text)) return text;
  }
  return undefined;
}
