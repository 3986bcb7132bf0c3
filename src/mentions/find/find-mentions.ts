import { allAtOnce, type Steps } from '../../async/steps.ts';
import type { Ticker } from '../../tickers/ticker.ts';
import type { Dialect } from '../dialect.ts';
import { DIALECTS } from '../dialects/table.ts';
import { maskMarkdown } from '../markup/mask-markdown.ts';
import { scanMarkupSteps } from '../markup/scan-markup.ts';
import { type LinkPlace, MAX_MENTIONS, type Mention, WINDOW } from '../mention.ts';
import {
  type Candidate,
  elementCandidates,
  inTextOrder,
  type RejectedElement,
} from './element-candidates.ts';
import { ElementTrace, READ_ELEMENTS } from './element-trace.ts';
import { linkPlaces, pairPlaceholders } from './link-places.ts';
import { notationCandidates } from './notation-candidates.ts';
import { repeatCandidates } from './repeat-candidates.ts';

/** What {@link findMentions} finds in a body. */
export interface Findings {
  /** Every mention that a dialect embeds, in text order. */
  readonly mentions: readonly Mention[];
  /** Elements that claim a ticker but contain no name. */
  readonly rejected: readonly RejectedElement[];
  /** The tickers that comments announce for the whole article. */
  readonly announced: readonly Ticker[];
  /** Whether the body has more mentions, links or spans than we read. */
  readonly isCut: boolean;
  /**
   * Finds where the names of companies occur again after their first mention, without any markup.
   */
  repeatsOf(companies: readonly Pick<Mention, 'ticker' | 'text' | 'end'>[]): Steps<Repeats>;
}

/** Mentions without markup of their own. */
export interface Repeats {
  readonly mentions: readonly Mention[];
  /** Whether the body has more of them than we keep. */
  readonly isCut: boolean;
}

export interface FindOptions {
  /** How the body is written. Markdown may contain HTML. */
  readonly format?: 'html' | 'markdown';
  readonly dialects?: readonly Dialect[];
  /**
   * Receives the number of mentions before they are processed further. May throw to refuse the
   * article.
   */
  readonly onFound?: (mentions: number) => void;
}

/**
 * Finds the mentions in a body. It reads the body once, from front to back and without a tree, in
 * time that grows linearly with the length. It never throws, whatever the body.
 *
 * A claimed element is a mention only if it contains a name: a short run of visible text within one
 * paragraph. Empty and unclosed elements are no mentions, because nothing shows where the name in
 * an unclosed one ends.
 */
export function findMentions(body: string, options: FindOptions = {}): Findings {
  return allAtOnce(findMentionsSteps(body, options));
}

/** Like {@link findMentions}, with pauses. */
export function* findMentionsSteps(
  body: string,
  { format = 'html', dialects = DIALECTS, onFound = () => {} }: FindOptions = {},
): Steps<Findings> {
  const markers = markersOf(dialects);
  const spellsTickers = markers.inText(body);
  if (!spellsTickers && !markers.inMarkup(body)) return NOTHING;
  const markdown = format === 'markdown' ? maskMarkdown(body) : undefined;
  yield;
  const trace = new ElementTrace(markdown?.text ?? body, dialects, markdown?.links);
  yield* scanMarkupSteps(markdown?.text ?? body, READ_ELEMENTS, trace);
  trace.end();
  const { visible } = trace;
  const { candidates: inElements, rejected } = elementCandidates(trace.claimed, visible);
  yield;
  // Ask for one more than we keep, to learn whether there are more.
  const inWords = spellsTickers
    ? yield* notationCandidates(yield* visible.joined(), dialects, inElements, MAX_MENTIONS + 1)
    : [];
  const all = inTextOrder([...inElements, ...inWords]);
  const candidates = all.slice(0, MAX_MENTIONS);
  onFound(candidates.length);
  yield;
  const placed = (link: LinkPlace): LinkPlace => (markdown ? outsideEmphasis(link, body) : link);
  return {
    mentions: toMentions(candidates, trace, placed),
    rejected: rejected.slice(0, MAX_MENTIONS),
    announced: [...new Set(trace.announced)],
    isCut: trace.isFull || all.length > MAX_MENTIONS,
    *repeatsOf(companies) {
      const max = MAX_MENTIONS - candidates.length;
      const repeats = inTextOrder(yield* repeatCandidates(companies, candidates, visible, max + 1));
      return { mentions: toMentions(repeats.slice(0, max), trace, placed), isCut: repeats.length > max };
    },
  };
}

const NOTHING: Findings = {
  mentions: [],
  rejected: [],
  announced: [],
  isCut: false,
  // biome-ignore lint/correctness/useYield: there is nothing to read.
  *repeatsOf() {
    return { mentions: [], isCut: false };
  },
};

/** Quick tests that show whether a body is worth reading. */
interface Markers {
  inMarkup(body: string): boolean;
  inText(body: string): boolean;
}

const compiledMarkers = new WeakMap<readonly Dialect[], Markers>();

function markersOf(dialects: readonly Dialect[]): Markers {
  const known = compiledMarkers.get(dialects);
  if (known) return known;
  const markers = {
    inMarkup: anyOf(dialects.filter(({ notation }) => !notation)),
    inText: anyOf(dialects.filter(({ notation }) => notation)),
  };
  compiledMarkers.set(dialects, markers);
  return markers;
}

/**
 * Returns a test for whether a body may contain one of the dialects. Markers without `needs` are
 * one pattern.
 */
function anyOf(dialects: readonly Dialect[]): (body: string) => boolean {
  const free = dialects.filter(({ needs }) => !needs).map(({ marker }) => marker);
  const tests = dialects.flatMap(({ needs, marker }) =>
    needs ? [{ needs, pattern: new RegExp(marker) }] : [],
  );
  const pattern = new RegExp(free.join('|') || '(?!)');
  return (body) =>
    pattern.test(body) ||
    tests.some((test) => test.needs.some((text) => body.includes(text)) && test.pattern.test(body));
}

function toMentions(
  candidates: readonly Candidate[],
  { visible, anchors, claimed }: ElementTrace,
  placed: (link: LinkPlace) => LinkPlace,
): readonly Mention[] {
  const links = linkPlaces(candidates, anchors, visible);
  const placeholders = pairPlaceholders(candidates, claimed);
  return candidates.map((candidate, index) => {
    const { ticker, dialect, textStart, textEnd } = candidate;
    const placeholder = placeholders.get(candidate);
    return {
      ticker,
      text: visible.slice(textStart, textEnd),
      start: visible.sourceStart(textStart),
      end: visible.sourceEnd(textEnd),
      dialect,
      before: lastParagraph(visible.slice(Math.max(0, textStart - WINDOW), textStart)),
      after: firstParagraph(visible.slice(textEnd, textEnd + WINDOW)),
      link: placed(links[index] ?? { kind: 'none' }),
      ...(placeholder === undefined ? {} : { placeholder }),
    };
  });
}

/**
 * Moves the place of a link in Markdown outside the emphasis marks around the name, because `**`
 * next to a tag is no emphasis between Chinese characters (CommonMark 0.31, 6.2). There is no place
 * if only one side has marks.
 */
function outsideEmphasis(link: LinkPlace, body: string): LinkPlace {
  if (link.kind !== 'bare') return link;
  const before = /[*_~]{1,3}$/.exec(body.slice(Math.max(0, link.openAt - 3), link.openAt))?.[0] ?? '';
  const after = /^[*_~]{1,3}/.exec(body.slice(link.closeAt, link.closeAt + 3))?.[0] ?? '';
  if (before === '' && after === '') return link;
  if (before !== after) return { kind: 'none' };
  return { kind: 'bare', openAt: link.openAt - before.length, closeAt: link.closeAt + after.length };
}

function lastParagraph(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}

function firstParagraph(text: string): string {
  const end = text.indexOf('\n');
  return end === -1 ? text : text.slice(0, end);
}
