import { load } from 'cheerio';
import fc from 'fast-check';
import { judgeMentions } from '../../src/mentions/judge/judge-mentions.ts';
import { wordsOf } from '../../src/mentions/judge/words.ts';
import { tickerFrom } from '../../src/tickers/ticker.ts';
import { anyText, forgedBody, markup, plantedBody, wellFormedBody } from '../support/arbitraries.ts';
import { mentionsIn } from '../support/build.ts';

const anyBody = fc.oneof(anyText, markup, plantedBody, forgedBody);

test('finding never throws, and every offset is in the body and in order', () => {
  fc.assert(
    fc.property(anyBody, (body) => {
      for (const { start, end, ticker, text, dialect, link, placeholder } of mentionsIn(body)) {
        expect(tickerFrom(ticker)).toBe(ticker);
        expect(text).toBe(text.trim());
        expect(text.length).toBeGreaterThan(0);
        expect(0 <= start && start < end && end <= body.length).toBe(true);
        if (placeholder !== undefined) expect(body.startsWith('</', placeholder)).toBe(true);
        if (link.kind === 'anchor') expect(body.slice(0, link.attributesAt)).toMatch(/<a$/i);
        if (link.kind === 'anchor' && link.hrefAt !== undefined)
          expect(body.slice(link.hrefAt)).toMatch(/^href/i);
        if (link.kind === 'bare') {
          // A code in the text has no element around it.
          if (dialect !== 'text') expect(body[link.openAt - 1]).toBe('>');
          if (dialect !== 'text') expect(body.slice(link.closeAt)).toMatch(/^<\/(?:span|a)/i);
          expect(link.openAt <= start && end <= link.closeAt).toBe(true);
        }
      }
    }),
    { numRuns: 400 },
  );
});

test('the slice is the name if it contains no markup and no entity', () => {
  fc.assert(
    fc.property(anyBody, (body) => {
      for (const { start, end, text } of mentionsIn(body)) {
        const slice = body.slice(start, end);
        if (!/[<&]/.test(slice)) expect(slice).toBe(text);
      }
    }),
    { numRuns: 250 },
  );
});

test('in well-formed markup, the slice is the name that another parser reads', () => {
  fc.assert(
    fc.property(wellFormedBody, (body) => {
      for (const { start, end, text } of mentionsIn(body)) {
        expect(load(`<body>${body.slice(start, end)}`)('body').text()).toBe(text);
      }
    }),
    { numRuns: 200 },
  );
});

test('mentions are in text order', () => {
  fc.assert(
    fc.property(anyBody, (body) => {
      const starts = mentionsIn(body).map(({ start }) => start);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    }),
    { numRuns: 250 },
  );
});

test('paragraphs before an article move its mentions and change nothing else', () => {
  fc.assert(
    fc.property(
      plantedBody,
      fc.constantFrom('<p>导语</p>', '<div>\r\n</div>', '😀<br>', '<!-- 注 --><hr>'),
      (body, prefix) => {
        const moved = mentionsIn(prefix + body).map(({ ticker, text, start, end }) => ({
          ticker,
          text,
          start: start - prefix.length,
          end: end - prefix.length,
        }));
        expect(moved).toEqual(
          mentionsIn(body).map(({ ticker, text, start, end }) => ({ ticker, text, start, end })),
        );
      },
    ),
    { numRuns: 150 },
  );
});

test('the words of a text are the whole text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const words = wordsOf(text);
      const written = text.toWellFormed();
      expect(words.map(({ word }) => word).join('')).toBe(written);
      for (const { word, start } of words) expect(written.slice(start, start + word.length)).toBe(word);
    }),
    { numRuns: 150 },
  );
});

test('judging never throws, and every confidence is a probability', () => {
  fc.assert(
    fc.property(plantedBody, (body) => {
      for (const { confidence, genuine } of judgeMentions(mentionsIn(body))) {
        expect(confidence >= 0 && confidence <= 1).toBe(true);
        expect(genuine).toBe(confidence >= 0.5);
      }
    }),
    { numRuns: 150 },
  );
});
