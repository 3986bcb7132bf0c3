import fc from 'fast-check';
import { isPublicAddress } from '../../src/webhooks/addresses.ts';
import { isPrivateHost } from '../../src/webhooks/callback-url.ts';

/** First and last address of each range that is not public, as numbers. */
const RESERVED: readonly (readonly [first: number, last: number])[] = [
  [0x00000000, 0x00ffffff],
  [0x0a000000, 0x0affffff],
  [0x64400000, 0x647fffff],
  [0x7f000000, 0x7fffffff],
  [0xa83f8110, 0xa83f8110],
  [0xa9fe0000, 0xa9feffff],
  [0xac100000, 0xac1fffff],
  [0xc0000000, 0xc00000ff],
  [0xc0000200, 0xc00002ff],
  [0xc01fc400, 0xc01fc4ff],
  [0xc034c100, 0xc034c1ff],
  [0xc0586300, 0xc05863ff],
  [0xc0a80000, 0xc0a8ffff],
  [0xc0af3000, 0xc0af30ff],
  [0xc6120000, 0xc613ffff],
  [0xc6336400, 0xc63364ff],
  [0xcb007100, 0xcb0071ff],
  [0xe0000000, 0xffffffff],
];
const isReserved = (value: number): boolean =>
  RESERVED.some(([first, last]) => first <= value && value <= last);

const bytesOf = (value: number): readonly number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
const dotted = (value: number): string => bytesOf(value).join('.');
const hex = (value: number): string => value.toString(16);

const reserved = fc.constantFrom(...RESERVED).chain(([min, max]) => fc.integer({ min, max }));
const border = fc
  .constantFrom(...RESERVED)
  .chain(([first, last]) => fc.constantFrom(first, last, first - 1, last + 1))
  .filter((value) => value >= 0 && value <= 0xffffffff);
const anyV4 = fc.oneof(fc.integer({ min: 0, max: 0xffffffff }), reserved, border);

/** The ways to write an IPv4 address in a URL. */
const SPELLINGS: readonly ((value: number) => string)[] = [
  dotted,
  String,
  (value) => `0x${hex(value)}`,
  (value) => `0${value.toString(8)}`,
  (value) =>
    bytesOf(value)
      .map((byte) => `0${byte.toString(8)}`)
      .join('.'),
  (value) =>
    bytesOf(value)
      .map((byte) => `0X${hex(byte)}`)
      .join('.'),
  (value) => `${value >>> 24}.${value & 0xffffff}`,
  (value) => `${value >>> 24}.0x${hex((value >>> 16) & 0xff)}.${value & 0xffff}`,
  (value) => `${dotted(value)}.`,
  (value) => `%3${dotted(value).slice(0, 1)}${dotted(value).slice(1)}`,
  (value) => `[::ffff:${dotted(value)}]`,
  (value) => `[0:0:0:0:0:FFFF:${hex(value >>> 16)}:${hex(value & 0xffff)}]`,
  (value) => `[64:ff9b::${dotted(value)}]`,
];

test('an IPv4 address is public if no registry reserves it, in every spelling of a URL', () => {
  fc.assert(
    fc.property(anyV4, fc.constantFrom(...SPELLINGS), (value, spell) => {
      expect(isPrivateHost(new URL(`http://${spell(value)}/`).hostname)).toBe(isReserved(value));
    }),
    { numRuns: 700 },
  );
});

const group = fc.integer({ min: 0, max: 0xffff });
const v6 = (first: fc.Arbitrary<number>, second: fc.Arbitrary<number> = group): fc.Arbitrary<string> =>
  fc
    .tuple(first, second, fc.array(group, { minLength: 6, maxLength: 6 }))
    .map(([one, two, rest]) => [one, two, ...rest].map(hex).join(':'));

test('an IPv6 address outside 2000::/3 is not public, unless it represents an IPv4 one', () => {
  const outside = fc.oneof(
    fc.integer({ min: 0x4000, max: 0xffff }),
    fc.integer({ min: 1, max: 0x1fff }).filter((first) => first !== 0x64),
    fc.constantFrom(0xfe80, 0xfc00, 0xfd00, 0xff02, 0x5f00, 0x100),
  );
  fc.assert(fc.property(v6(outside), (address) => expect(isPublicAddress(address)).toBe(false)));
});

test('an IPv6 address in 2000::/3 is public, except for protocols, documentation and 6to4', () => {
  const public6 = fc.integer({ min: 0x2003, max: 0x3ffe });
  fc.assert(fc.property(v6(public6), (address) => expect(isPublicAddress(address)).toBe(true)));
  const special = fc.oneof(
    v6(fc.constant(0x2001), fc.integer({ min: 0, max: 0x1ff })),
    v6(fc.constant(0x2001), fc.constant(0xdb8)),
    v6(fc.constant(0x2002)),
    v6(fc.constant(0x3fff), fc.integer({ min: 0, max: 0xfff })),
  );
  fc.assert(fc.property(special, (address) => expect(isPublicAddress(address)).toBe(false)));
});

test('an invalid address is not public', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.constantFrom('fe80::1%eth0', '2606:4700::1%1', '', '1.2.3')),
      (text) => {
        expect(isPublicAddress(text)).toBe(false);
      },
    ),
  );
});
