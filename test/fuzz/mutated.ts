import fc from 'fast-check';

/**
 * Maximum size of an input, in bytes. The largest known attacks on such parsers need about 60 KB.
 */
export const MAX_INPUT_BYTES = 128 * 1024;

/**
 * One change of an input. Positions are fractions of its length, so a change still fits after an
 * earlier one.
 */
type Change = (input: Buffer) => Buffer;

const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Draws inputs that differ from a corpus input by a few changes. */
export function mutated(corpus: readonly Buffer[], dictionary: readonly string[]): fc.Arbitrary<Buffer> {
  const known = fc.constantFrom(...corpus);
  const piece = fc.oneof(
    { arbitrary: fc.constantFrom(...dictionary).map((text) => Buffer.from(text)), weight: 5 },
    { arbitrary: fc.string({ unit: 'binary', maxLength: 8 }).map((text) => Buffer.from(text)), weight: 1 },
    {
      arbitrary: fc.uint8Array({ minLength: 1, maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
      weight: 1,
    },
  );
  const change: fc.Arbitrary<Change> = fc.oneof(
    { arbitrary: fc.tuple(share, piece).map(([at, text]) => inserted(at, text)), weight: 6 },
    {
      // Long runs of one piece reveal recursion and time that grows faster than the input.
      arbitrary: fc
        .tuple(share, piece, fc.integer({ min: 1, max: 16 }))
        .map(([at, text, doublings]) => inserted(at, repeated(text, 2 ** doublings))),
      weight: 1,
    },
    { arbitrary: fc.tuple(share, share).map(([from, length]) => removed(from, length)), weight: 2 },
    {
      arbitrary: fc.tuple(share, share, share).map(([from, length, at]) => copied(from, length, at)),
      weight: 2,
    },
    {
      arbitrary: fc
        .tuple(share, known, share, share)
        .map(([at, other, from, length]) => spliced(at, other, from, length)),
      weight: 2,
    },
    { arbitrary: fc.tuple(share, fc.nat(255)).map(([at, byte]) => overwritten(at, byte)), weight: 2 },
  );
  return fc
    .tuple(known, fc.array(change, { maxLength: 6 }))
    .map(([input, changes]) =>
      changes.reduce((changed, apply) => apply(changed).subarray(0, MAX_INPUT_BYTES), input),
    );
}

function inserted(at: number, piece: Buffer): Change {
  return (input) => {
    const place = Math.floor(at * input.length);
    return Buffer.concat([input.subarray(0, place), piece, input.subarray(place)]);
  };
}

function repeated(piece: Buffer, times: number): Buffer {
  const length = Math.min(MAX_INPUT_BYTES, piece.length * times);
  return length === 0 ? piece : Buffer.alloc(length, piece);
}

function removed(from: number, length: number): Change {
  return (input) => {
    const [begin, end] = rangeOf(input, from, length);
    return Buffer.concat([input.subarray(0, begin), input.subarray(end)]);
  };
}

function copied(from: number, length: number, at: number): Change {
  return (input) => inserted(at, input.subarray(...rangeOf(input, from, length)))(input);
}

function spliced(at: number, other: Buffer, from: number, length: number): Change {
  return inserted(at, other.subarray(...rangeOf(other, from, length)));
}

function overwritten(at: number, byte: number): Change {
  return (input) => {
    const copy = Buffer.from(input);
    if (copy.length > 0) copy[Math.min(copy.length - 1, Math.floor(at * copy.length))] = byte;
    return copy;
  };
}

function rangeOf(input: Buffer, from: number, length: number): [number, number] {
  const begin = Math.floor(from * input.length);
  return [begin, begin + Math.floor(length * (input.length - begin))];
}
