import fc from 'fast-check';
import iconv from 'iconv-lite';
import { decodeText } from '../../src/articles/decode-text.ts';
import { pageMetadata } from '../../src/articles/pages/page-metadata.ts';
import { PUBLISHER_RULES } from '../../src/articles/pages/publisher-rules.ts';
import { jsonSubmissionSchema } from '../../src/articles/submissions/json.ts';
import { anyText, markup } from '../support/arbitraries.ts';

const names = PUBLISHER_RULES.flatMap((rule) =>
  Object.values(rule).flatMap((selectors) => selectors.match(/[.#][\w-]+/g) ?? []),
);
const element = fc
  .tuple(fc.constantFrom(...names), fc.constantFrom('div', 'h1', 'span', 'p', 'a'), anyText)
  .map(
    ([name, tag, text]) =>
      `<${tag} ${name.startsWith('#') ? 'id' : 'class'}="${name.slice(1)}">${text}</${tag}>`,
  );
const meta = fc
  .tuple(fc.constantFrom('og:title', 'og:url', 'article:published_time', 'author', 'og:site_name'), anyText)
  .map(([name, text]) => `<meta property="${name}" content="${text}">`);
const page = fc
  .array(fc.oneof(element, meta, markup, fc.constant('<script type="application/ld+json">')), {
    maxLength: 20,
  })
  .map((parts) => `<html>${parts.join('')}`);

test('a page’s metadata is always valid in a JSON submission too', () => {
  fc.assert(
    fc.property(page, (html) => {
      const found = Object.entries(pageMetadata(html).metadata).filter(([, value]) => value !== null);
      expect(jsonSubmissionSchema.safeParse({ html: 'x', ...Object.fromEntries(found) }).success).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('a text that its charset can encode is decoded unchanged', () => {
  const simplified = fc.tuple(
    fc.constantFrom('gbk', 'gb18030', 'utf-8', 'utf-16le', 'utf-16be'),
    fc.constant('长车'),
  );
  const traditional = fc.tuple(fc.constantFrom('gbk', 'gb18030', 'big5'), fc.constant('長車'));
  const encodable = fc
    .oneof(simplified, traditional)
    .chain(([name, more]) =>
      fc.tuple(fc.constant(name), fc.string({ unit: fc.constantFrom(...'<p>公司股份"= a1\n', ...more) })),
    );
  fc.assert(
    fc.property(encodable, ([name, text]) => {
      expect(decodeText(iconv.encode(text, name), name, 'meta')).toBe(text);
    }),
    { numRuns: 150 },
  );
});
