import fc from 'fast-check';
import { htmlOfText } from '../../src/articles/feed-item.ts';
import { itemsOfFeed } from '../../src/articles/parse-feed.ts';
import { AppError } from '../../src/errors.ts';
import { anyText, markup } from '../support/arbitraries.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const bodiesOf = (type: string, text: string): readonly unknown[] =>
  [...itemsOfFeed(type, encode(text))]
    .flat()
    .map(({ article }) => (article instanceof AppError ? article.code : article.body));

/** Text that XML can contain: no control characters. Blanks alone are not a body. */
const content = markup.filter((text) => text.trim() !== '' && text.isWellFormed());

test('an item has the same body in every feed format, whatever its markup', () => {
  fc.assert(
    fc.property(fc.array(content, { maxLength: 4 }), (bodies) => {
      const rss = bodies.map((body) => `<item><description>${htmlOfText(body)}</description></item>`);
      const atom = bodies.map((body) => `<entry><content type="html">${htmlOfText(body)}</content></entry>`);
      const json = {
        version: 'https://jsonfeed.org/version/1',
        items: bodies.map((body) => ({ content_html: body })),
      };
      expect(bodiesOf('application/rss+xml', `<rss><channel>${rss.join('')}</channel></rss>`)).toEqual(
        bodies,
      );
      expect(bodiesOf('application/atom+xml', `<feed>${atom.join('')}</feed>`)).toEqual(bodies);
      expect(bodiesOf('application/feed+json', JSON.stringify(json))).toEqual(bodies);
    }),
    { numRuns: 150 },
  );
});

test('any text is parsed or refused with a code', () => {
  const parts = fc.array(
    fc.oneof(
      fc.constantFrom(
        '<rss>',
        '<item>',
        '</item>',
        '<content type="xhtml">',
        '</content>',
        '<![CDATA[',
        ']]>',
        '<entry>',
      ),
      anyText,
    ),
  );
  fc.assert(
    fc.property(parts, fc.constantFrom('text/xml', 'application/feed+json'), (texts, type) => {
      try {
        const items = itemsOfFeed(type, encode(`<feed>${texts.join('')}`.toWellFormed()));
        for (const { article } of [...items].flat()) {
          if (!(article instanceof AppError)) expect(typeof article.body).toBe('string');
        }
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
      }
    }),
    { numRuns: 200 },
  );
});
