import fc from 'fast-check';
import { annotate, strip } from '../../src/articles/annotate.ts';
import { maskMarkdown } from '../../src/mentions/markup/mask-markdown.ts';
import { genuine, mentionsIn } from '../support/build.ts';

const PIECES = [
  ...[
    '`',
    '``',
    '```\n',
    '~~~\n',
    '\n',
    '\n\n',
    '    ',
    '\t',
    '- ',
    '> ',
    '[',
    ']',
    '(',
    ')',
    '![',
    '](',
    '][',
    ']: ',
  ],
  ...[
    '**',
    '__',
    '\\',
    '<',
    '>',
    '<!--',
    '-->',
    '<pre>',
    '</pre>',
    '<code>',
    '</code>',
    '<a href="',
    '">',
    '</a>',
  ],
  ...[
    '{% raw %}',
    '{% endraw %}',
    '{% codeblock %}',
    '{% endcodeblock %}',
    '{{',
    '}}',
    '{%',
    '%}',
    '<svg/>',
    '&amp;',
  ],
  ...['https://xueqiu.com/S/SH688981', '中芯国际', '（600519.SH）', '000001.SZ', '茅台', '。', ' '],
] as const;

const body = fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join(''));

test('annotated Markdown can be stripped to the original, and every mention is its slice of the body', () => {
  fc.assert(
    fc.property(body, (text) => {
      const mentions = mentionsIn(text, { format: 'markdown' });
      expect(strip(annotate(text, genuine(mentions)))).toBe(text);
      for (const { start, end, link } of mentions) {
        expect(end).toBeGreaterThan(start);
        if (link.kind === 'bare') expect(link.openAt).toBeLessThanOrEqual(start);
      }
    }),
    { numRuns: 1000 },
  );
});

test('masking keeps every length and every line feed, and links are in order', () => {
  fc.assert(
    fc.property(body, (text) => {
      const { text: masked, links } = maskMarkdown(text);
      expect(masked).toHaveLength(text.length);
      for (let at = 0; at < text.length; at++) expect(['\0', text.charAt(at)]).toContain(masked.charAt(at));
      expect(masked.split('\n')).toHaveLength(text.split('\n').length);
      let at = -1;
      for (const { openAt, closeAt } of links) {
        expect(openAt).toBeGreaterThan(at);
        expect(closeAt).toBeGreaterThan(openAt);
        at = closeAt;
      }
    }),
    { numRuns: 1000 },
  );
});

test('nothing is inserted into code, images or links', () => {
  const code = fc.constantFrom(
    '```\n000001.SZ\n```',
    '`000001.SZ`',
    '{% codeblock %}\n000001.SZ\n{% endcodeblock %}',
    '<pre>000001.SZ</pre>',
    '![000001.SZ](a.png)',
    '[中芯国际](https://xueqiu.com/S/SH688981)',
    '[茅台（600519.SH）](https://example.com)',
  );
  const prose = fc.constantFrom('看好600519.SH今天', '**000858.SZ**', '- 300750.SZ', '> 601318.SH');
  fc.assert(
    fc.property(fc.array(fc.tuple(prose, code), { minLength: 1, maxLength: 5 }), (parts) => {
      const text = parts.map(([words, piece]) => `${words}\n\n${piece}\n\n`).join('');
      const annotated = annotate(text, genuine(mentionsIn(text, { format: 'markdown' })));
      for (const [, piece] of parts) expect(annotated).toContain(`\n\n${piece}\n\n`);
      expect(annotated.match(/<a /g)).toHaveLength(parts.length);
      expect(strip(annotated)).toBe(text);
    }),
    { numRuns: 200 },
  );
});
