import fc from 'fast-check';
import { annotate, strip } from '../../src/articles/annotate.ts';
import {
  anyText,
  forgedBody,
  hostileQuotes,
  markup,
  plantedBody,
  wellFormedBody,
} from '../support/arbitraries.ts';
import { genuine, genuineIn, mentionsIn } from '../support/build.ts';

const options = fc.record({
  quotes: hostileQuotes,
  linkTarget: fc.constantFrom('sina', 'yahoo', 'https://example.com/"{ticker}\'>', ' data-ticker={ticker}'),
  unlinkFalseMentions: fc.boolean(),
});

/** Random verdicts, in place of the judge's. */
const verdicts = fc.infiniteStream(fc.boolean());

test('any annotated text can be stripped to the original', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, markup), hostileQuotes, (body, quotes) => {
      expect(strip(annotate(body, genuineIn(body), { quotes }))).toBe(body);
    }),
    { numRuns: 150 },
  );
});

test('any body with mentions can be annotated with anything and stripped to the original', () => {
  fc.assert(
    fc.property(plantedBody, options, verdicts, (body, given, isGenuine) => {
      const mentions = genuineIn(body).map((mention) => ({
        ...mention,
        genuine: isGenuine.next().value ?? true,
      }));
      expect(strip(annotate(body, mentions, given))).toBe(body);
    }),
    { numRuns: 250 },
  );
});

test('forged marks in the body are kept', () => {
  fc.assert(
    fc.property(forgedBody, options, (body, given) => {
      expect(strip(annotate(body, genuineIn(body), given))).toBe(body);
      expect(strip(body)).toBe(body);
    }),
    { numRuns: 250 },
  );
});

test('a text that is annotated, stripped and annotated again can be stripped again', () => {
  fc.assert(
    fc.property(plantedBody, options, options, (origin, first, second) => {
      const body = strip(annotate(origin, genuineIn(origin), first));
      const again = annotate(body, genuineIn(body), second);
      expect(strip(again)).toBe(origin);
      expect(strip(strip(again))).toBe(origin);
    }),
    { numRuns: 200 },
  );
});

test('texts joined from annotated and other texts are never stripped partially', () => {
  fc.assert(
    fc.property(plantedBody, plantedBody, options, (one, other, given) => {
      const body = annotate(one, genuineIn(one), given) + other;
      fc.pre(strip(body) === body);
      expect(strip(annotate(body, genuineIn(body), given))).toBe(body);
    }),
    { numRuns: 200 },
  );
});

test('every character of the body stays in order, and only insertions are added', () => {
  fc.assert(
    fc.property(plantedBody, options, (body, given) => {
      const mentions = genuineIn(body);
      const annotated = annotate(body, mentions, given);
      let at = 0;
      for (const character of body) at = annotated.indexOf(character, at) + character.length;
      expect(at).toBeLessThanOrEqual(annotated.length);
      const places = mentions.flatMap(({ link, placeholder }) => [
        ...(link.kind === 'anchor'
          ? [link.attributesAt]
          : link.kind === 'bare'
            ? [link.openAt, link.closeAt]
            : []),
        placeholder ?? 0,
      ]);
      expect(annotated.startsWith(body.slice(0, Math.min(body.length, ...places)))).toBe(true);
      expect(annotated.endsWith(body.slice(Math.max(0, ...places)))).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test('the annotated text contains the same mentions', () => {
  fc.assert(
    fc.property(wellFormedBody, hostileQuotes, (body, quotes) => {
      const seen = (text: string) => mentionsIn(text).map(({ ticker, text: name }) => ({ ticker, name }));
      expect(seen(annotate(body, genuineIn(body), { quotes, linkTarget: 'xueqiu' }))).toEqual(seen(body));
    }),
    { numRuns: 200 },
  );
});

test('a link is never put into a link', () => {
  fc.assert(
    fc.property(wellFormedBody, (body) => {
      const annotated = annotate(body, genuine(mentionsIn(body)));
      let depth = 0;
      const deepest = (text: string) =>
        Math.max(0, ...[...text.matchAll(/<(\/?)a\b/gi)].map(([, slash]) => (depth += slash ? -1 : 1)));
      const before = deepest(body);
      depth = 0;
      expect(deepest(annotated)).toBeLessThanOrEqual(Math.max(1, before));
    }),
    { numRuns: 200 },
  );
});

test('a provider’s text never becomes markup', () => {
  const body =
    '<p><span id="stock_sz000625"><a href="https://finance.sina.com.cn/realstock/company/sz000625/nc.shtml">长安汽车</a></span><span id="quote_sz000625"></span></p>';
  fc.assert(
    fc.property(hostileQuotes, (quotes) => {
      const inserted = annotate(body, genuineIn(body), { quotes });
      const tags = [...inserted.matchAll(/<\/?[a-z]+/g)].map(([tag]) => tag);
      const isPriced = quotes.has('sz000625' as never);
      expect(tags).toEqual([
        '<p',
        '<span',
        '<a',
        '</a',
        '</span',
        '<span',
        ...(isPriced ? ['<span', '</span'] : []),
        '</span',
        '</p',
      ]);
      expect(inserted.split('"').length % 2).toBe(1);
    }),
    { numRuns: 150 },
  );
});
