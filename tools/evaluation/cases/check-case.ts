import { z } from 'zod';

const texts = z.array(z.string());
const oneOf = z.union([z.string(), texts]).transform((value) => [value].flat());

/** The expected result for a file. */
const expectationSchema = z.strictObject({
  /** Tickers that must be among the genuine mentions. */
  genuine: texts.optional(),
  /** Tickers that must be found and judged not genuine. */
  notGenuine: texts.optional(),
  /** Tickers that must be found, whatever the verdict. */
  found: texts.optional(),
  /** Tickers that must not be found. */
  absent: texts.optional(),
  /** The expected `article` metadata. A list means any of its values. */
  title: oneOf.optional(),
  source: oneOf.optional(),
  publishedAt: oneOf.optional(),
  /** The date of `companies[0].publicationClose`. */
  publicationClose: z.string().optional(),
  /** How many lines answer a feed or NDJSON, and the indices of the accepted ones. */
  items: z.number().optional(),
  accepted: z.array(z.number()).optional(),
  /** Pieces of text that must be in the annotated body. */
  unchangedAfter: texts.optional(),
});

export const casesSchema = z.array(
  z.object({ file: z.string(), type: z.string(), expect: expectationSchema }),
);

export type Case = z.infer<typeof casesSchema>[number];

/** The parts of a result that cases check. */
export interface CaseResult {
  readonly article: Readonly<Record<'title' | 'source' | 'publishedAt', string | null>>;
  readonly body: string | null;
  readonly mentions: readonly { readonly ticker: string; readonly genuine: boolean }[];
  readonly companies: readonly { readonly publicationClose?: { readonly date: string } }[];
}

/**
 * What the service returned for a file: the results of accepted items, and whether each item was
 * accepted.
 */
export interface CaseOutcome {
  readonly results: readonly CaseResult[];
  readonly accepted: readonly boolean[];
}

/** Returns what is wrong, one sentence each. Empty if the case passes. */
export function faultsOf({ expect }: Case, { results, accepted }: CaseOutcome): readonly string[] {
  const mentions = results.flatMap((result) => result.mentions);
  const tickers = new Set(mentions.map(({ ticker }) => ticker));
  const genuine = new Set(mentions.filter((mention) => mention.genuine).map(({ ticker }) => ticker));
  const [first] = results;
  const close = first?.companies[0]?.publicationClose?.date;
  const body = results.map((result) => result.body ?? '').join('\n');
  return [
    ...only(expect.genuine, (ticker) => !genuine.has(ticker)).map((ticker) => `${ticker} is not genuine`),
    ...only(expect.notGenuine, (ticker) => !tickers.has(ticker) || genuine.has(ticker)).map(
      (ticker) => `${ticker} is ${genuine.has(ticker) ? 'genuine' : 'not found'}`,
    ),
    ...only(expect.found, (ticker) => !tickers.has(ticker)).map((ticker) => `${ticker} is not found`),
    ...only(expect.absent, (ticker) => tickers.has(ticker)).map((ticker) => `${ticker} is found`),
    ...(['title', 'source', 'publishedAt'] as const).flatMap((field) =>
      differs(field, expect[field], first?.article[field]),
    ),
    ...differs('publicationClose', expect.publicationClose, close),
    ...differs('items', expect.items, accepted.length),
    ...differs(
      'accepted',
      expect.accepted?.join(),
      accepted.flatMap((is, index) => (is ? [index] : [])).join(),
    ),
    ...only(expect.unchangedAfter, (piece) => !body.includes(piece)).map(
      (piece) => `${JSON.stringify(piece)} is not in the annotated body`,
    ),
  ];
}

function only(list: readonly string[] = [], isFault: (text: string) => boolean): readonly string[] {
  return list.filter(isFault);
}

function differs(
  what: string,
  expected: string | number | readonly string[] | undefined,
  actual: string | number | null | undefined,
): readonly string[] {
  if (expected === undefined) return [];
  const wanted: readonly unknown[] = [expected].flat();
  return wanted.includes(actual) ? [] : [`${what} is ${actual ?? null} instead of ${wanted.join(' or ')}`];
}
