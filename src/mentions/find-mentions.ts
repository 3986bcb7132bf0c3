import { allAtOnce, type Steps } from '../async/steps.ts';
import type { Ticker } from '../tickers/ticker.ts';
import type { Candidate } from './claimed-element.ts';
import type { Dialect } from './dialect.ts';
import { DIALECTS } from './dialects/table.ts';
import { elementCandidates, type RejectedElement } from './element-candidates.ts';
import { ElementTrace, READ_ELEMENTS } from './element-trace.ts';
import { linkPlaces } from './link-places.ts';
import { maskMarkdown } from './mask-markdown.ts';
import { type LinkPlace, MAX_MENTIONS, type Mention, WINDOW } from './mention.ts';
import { notationCandidates } from './notation-candidates.ts';
import { pairPlaceholders } from './placeholders.ts';
import { repeatCandidates } from './repeat-candidates.ts';
import { scanMarkupSteps } from './scan-markup.ts';

/** What one reading of a body finds. */
export interface Findings {
  /** Every mention that a dialect embeds, in the order of the text. */
  readonly mentions: readonly Mention[];
  /** Elements that claim a ticker but contain no name. */
  readonly rejected: readonly RejectedElement[];
  /** The tickers that comments announce for the whole article. */
  readonly announced: readonly Ticker[];
  /** Whether the body has more mentions, or more links and spans, than are read. */
  readonly isCut: boolean;
  /** Where the names of companies stand again behind their first mention, without any markup. */
  repeatsOf(companies: readonly Pick<Mention, 'ticker' | 'text' | 'end'>[]): Steps<Repeats>;
}

/** Mentions without markup of their own. */
export interface Repeats {
  readonly mentions: readonly Mention[];
  /** Whether the body has more of them than are taken. */
  readonly isCut: boolean;
}

/** As {@link readBody}, the mentions alone. */
export function findMentions(
  body: string,
  dialects: readonly Dialect[] = DIALECTS,
  format: BodyFormat = 'html',
): readonly Mention[] {
  return readBody(body, format, dialects).mentions;
}

/** How a body is written. Markdown holds HTML, too. */
export type BodyFormat = 'html' | 'markdown';

/**
 * Reads a body once, from front to back, without a tree: time grows with the length alone. Never throws, whatever the
 * body.
 *
 * An element's claim is a mention only if a name stands in it: a short run of visible text that does not cross a
 * paragraph. So empty elements and unclosed ones are none: where the name in an unclosed one ends cannot be told.
 */
export function readBody(
  body: string,
  format: BodyFormat = 'html',
  dialects: readonly Dialect[] = DIALECTS,
): Findings {
  return allAtOnce(readBodySteps(body, format, { dialects }));
}

export interface ReadOptions {
  readonly dialects?: readonly Dialect[];
  /** Told how many mentions there are, before more is made of them; may refuse by throwing. */
  readonly onFound?: (mentions: number) => void;
}

/** As {@link readBody}, with pauses. */
export function* readBodySteps(
  body: string,
  format: BodyFormat,
  { dialects = DIALECTS, onFound = () => {} }: ReadOptions = {},
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
  // One more than is taken tells that there are more.
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
      const most = MAX_MENTIONS - candidates.length;
      const repeats = inTextOrder(yield* repeatCandidates(companies, candidates, visible, most + 1));
      return { mentions: toMentions(repeats.slice(0, most), trace, placed), isCut: repeats.length > most };
    },
  };
}

const NOTHING: Findings = {
  mentions: [],
  rejected: [],
  announced: [],
  isCut: false,
  // biome-ignore lint/correctness/useYield: there is nothing to be read.
  *repeatsOf() {
    return { mentions: [], isCut: false };
  },
};

/** What tells, before a body is read, whether there is anything to be read in it. */
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

/** Whether one of the dialects may be in a body; those that need nothing first are looked for all at once. */
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

/** By where they begin; of two at one place the outer element first. */
function inTextOrder(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...candidates].sort(
    (a, b) => a.textStart - b.textStart || (a.element?.tag.end ?? 0) - (b.element?.tag.end ?? 0),
  );
}

function toMentions(
  candidates: readonly Candidate[],
  { visible, anchors, claimed }: ElementTrace,
  placed: (link: LinkPlace) => LinkPlace,
): readonly Mention[] {
  const links = linkPlaces(candidates, anchors, visible);
  const placeholders = pairPlaceholders(candidates, claimed);
  return candidates.map((candidate, index) => {
    const { textStart, textEnd, claim } = candidate;
    const placeholder = placeholders.get(candidate);
    return {
      ticker: claim.ticker,
      text: visible.slice(textStart, textEnd),
      start: visible.sourceStart(textStart),
      end: visible.sourceEnd(textEnd),
      dialect: claim.dialect,
      before: lastParagraph(visible.slice(Math.max(0, textStart - WINDOW), textStart)),
      after: firstParagraph(visible.slice(textEnd, textEnd + WINDOW)),
      link: placed(links[index] ?? { kind: 'none' }),
      ...(placeholder === undefined ? {} : { placeholder }),
    };
  });
}

/**
 * Where a link can be put into Markdown: around marks of emphasis that enclose the name, for `**` beside a tag is none
 * between Chinese characters (CommonMark 0.31, 6.2). Nowhere if they stand on one side only.
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
