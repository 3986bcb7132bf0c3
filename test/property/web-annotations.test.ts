import fc from 'fast-check';
import { enrichArticle } from '../../src/articles/enrich-article.ts';
import { toWebAnnotations } from '../../src/articles/representations/web-annotations.ts';
import { NO_ANSWERS } from '../../src/quotes/quote-source.ts';
import { plantedBody } from '../support/arbitraries.ts';
import { anArticle } from '../support/build.ts';

/** The parts of a Web Annotation collection that these tests read. */
interface Collection {
  readonly total: number;
  readonly first: {
    readonly items: readonly { readonly target: { readonly selector: readonly [Quoted, Placed] } }[];
  };
}
interface Quoted {
  readonly exact: string;
  readonly prefix: string;
  readonly suffix: string;
}
interface Placed {
  readonly start: number;
  readonly end: number;
}

const RECORD = { id: `a_${'a'.repeat(26)}`, enrichedAt: null, revision: 1 };

async function annotated(body: string) {
  const enrichment = await enrichArticle(anArticle({ body }), {
    quotes: { name: 'none', quotesFor: async () => NO_ANSWERS },
    signal: new AbortController().signal,
    minConfidence: 0,
    linkTarget: 'sina',
    unlinkFalseMentions: false,
    linkRepeats: true,
  });
  return { collection: toWebAnnotations(RECORD, body, enrichment) as Collection, enrichment };
}

// Characters outside the Basic Multilingual Plane are two code units and one code point. They may
// be anywhere.
const body = fc
  .array(fc.oneof(plantedBody, fc.stringMatching(/^[😀𠮷a中]{0,40}$/u)), { maxLength: 6 })
  .map((pieces) => pieces.join('').toWellFormed());

test('each selector selects the mention’s place, counted in code points', async () => {
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      const { collection, enrichment } = await annotated(text);
      const genuine = enrichment.mentions.filter((mention) => mention.genuine);
      expect(collection.total).toBe(genuine.length);
      const characters = [...text];
      for (const [index, { target }] of collection.first.items.entries()) {
        const [{ exact, prefix, suffix }, { start, end }] = target.selector;
        const mention = genuine[index];
        expect(exact).toBe(text.slice(mention?.start, mention?.end));
        expect(characters.slice(start, end).join('')).toBe(exact);
        expect(characters.slice(Math.max(0, start - 32), start).join('')).toBe(prefix);
        expect(characters.slice(end, end + 32).join('')).toBe(suffix);
        expect(text).toContain(prefix + exact + suffix);
        seen++;
      }
    }),
    { numRuns: 200 },
  );
  expect(seen).toBeGreaterThan(100);
});
