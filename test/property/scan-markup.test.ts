import fc from 'fast-check';
import { type Token, Tokenizer, TokenizerMode } from 'parse5';
import { type MarkupHandler, scanMarkup } from '../../src/mentions/markup/scan-markup.ts';
import { anyText, forgedBody, markup, plantedBody } from '../support/arbitraries.ts';

const anyBody = fc.oneof(anyText, markup, plantedBody, forgedBody);

/**
 * Excludes two known differences from the HTML standard: a script with a comment that contains
 * another script, and invalid characters, which we do not replace.
 */
const isReadAsTheStandardHasIt = (body: string): boolean =>
  !/<script.*<!--.*<script/is.test(body) && !body.includes('\0') && body.isWellFormed();

interface Seen {
  readonly tags: readonly unknown[];
  readonly comments: readonly string[];
  readonly text: string;
}

function scanned(body: string): Seen {
  const tags: unknown[] = [];
  const comments: string[] = [];
  let text = '';
  scanMarkup(body, new Set(['a', 'span']), {
    openTag: (name, tag) =>
      tags.push(tag ? ['open', name, tag.end, tag.hrefAt, [...tag.attributes].map(linesOf)] : ['open', name]),
    closeTag: (name, start) => tags.push(['close', name, start]),
    comment: (content) => comments.push(lines(content)),
    text: (start, end, decoded) => {
      text += decoded ?? body.slice(start, end);
    },
  });
  return { tags, comments, text: lines(text) };
}

// Normalizes comments: document types are ignored, empty comments have no consequence, and the last
// hyphens of an unclosed comment may belong to its end.
const comparable = (comment: string): readonly string[] => {
  const content = comment.replace(/-+$/, '');
  return content === '' || /^doctype/i.test(content) ? [] : [content];
};

// The standard turns every line ending into a line feed before it reads.
const lines = (text: string): string => text.replace(/\r\n?/g, '\n');
const linesOf = ([name, value]: readonly [string, string]) => [name, lines(value)];

const MODES: ReadonlyMap<string, (typeof TokenizerMode)[keyof typeof TokenizerMode]> = new Map([
  ['script', TokenizerMode.SCRIPT_DATA],
  ['plaintext', TokenizerMode.PLAINTEXT],
  ...(['title', 'textarea'] as const).map((name) => [name, TokenizerMode.RCDATA] as const),
  ...(['style', 'iframe', 'xmp', 'noembed', 'noframes'] as const).map(
    (name) => [name, TokenizerMode.RAWTEXT] as const,
  ),
]);

/**
 * Returns what the tokenizer of a browser's parser reads, in the modes that the parser would set.
 */
function tokenized(body: string): Seen {
  const tags: unknown[] = [];
  const comments: string[] = [];
  let text = '';
  let unseen = false;
  const see = ({ chars }: Token.CharacterToken): void => {
    if (!unseen) text += chars;
  };
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: true },
    {
      onStartTag({ tagName, attrs, location }) {
        const isRead = tagName === 'a' || tagName === 'span';
        tags.push(
          isRead
            ? [
                'open',
                tagName,
                location?.endOffset,
                location?.attrs?.href?.startOffset,
                attrs.map(({ name, value }) => linesOf([name.toLowerCase(), value])),
              ]
            : ['open', tagName.toLowerCase()],
        );
        const mode = MODES.get(tagName);
        if (mode !== undefined) {
          tokenizer.state = mode;
          unseen = true;
        }
      },
      onEndTag({ tagName, location }) {
        unseen = false;
        tags.push(['close', tagName.toLowerCase(), location?.startOffset]);
      },
      onComment: ({ data }) => void comments.push(lines(data)),
      onCharacter: see,
      onNullCharacter: see,
      onWhitespaceCharacter: see,
      onDoctype() {},
      onEof() {},
    },
  );
  tokenizer.write(body, true);
  return { tags, comments, text: lines(text) };
}

test('tags, attributes, comments and text are the same, and in the same places, as in a browser’s tokenizer', () => {
  fc.assert(
    fc.property(anyBody.filter(isReadAsTheStandardHasIt), (body) => {
      const ours = scanned(body);
      const theirs = tokenized(body);
      expect(ours.tags).toEqual(theirs.tags);
      expect(ours.text).toBe(theirs.text);
      expect(ours.comments.flatMap(comparable)).toEqual(theirs.comments.flatMap(comparable));
    }),
    { numRuns: 700 },
  );
});

test('the events are in source order and never overlap', () => {
  fc.assert(
    fc.property(anyBody, (body) => {
      let at = 0;
      const within = (start: number, end: number): void => {
        expect(start >= at && end >= start && end <= body.length).toBe(true);
        at = end;
      };
      const handler: MarkupHandler = {
        openTag: (_name, tag) => void (tag && within(tag.nameEnd, tag.end)),
        closeTag: (_name, start) => within(start, start),
        comment: () => {},
        text: within,
      };
      scanMarkup(body, new Set(['a', 'span']), handler);
    }),
    { numRuns: 250 },
  );
});
