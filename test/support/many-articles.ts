import { post, send } from './client.ts';
import type { Json } from './json.ts';
import { POST } from './posts.ts';
import { until } from './until.ts';

/** What a client experienced while it submitted. */
export interface Submitted {
  readonly ids: ReadonlySet<string>;
  readonly refusals: number;
}

/** Returns the article with a number, a post with one genuine mention. */
export const numbered = (serial: number): string => `${POST}<!-- ${serial} -->`;

/**
 * Submits a number of articles, ten at a time, and retries each while it is refused with 503. Calls
 * `onAccepted` with the number of accepted articles.
 */
export async function submitMany(
  url: string,
  count: number,
  onAccepted: (accepted: number) => void = () => {},
): Promise<Submitted> {
  const serials = Array.from({ length: count }, (_, serial) => serial).values();
  const ids = new Set<string>();
  let refusals = 0;
  const onRefused = () => refusals++;
  const submitter = async (): Promise<void> => {
    for (const serial of serials) {
      ids.add(await until(`article ${serial} to be accepted`, () => attempt(url, serial, onRefused)));
      onAccepted(ids.size);
    }
  };
  await Promise.all(Array.from({ length: 10 }, submitter));
  return { ids, refusals };
}

async function attempt(url: string, serial: number, onRefused: () => void): Promise<string | undefined> {
  const { status, json } = await post(url, 'text/markdown', numbered(serial));
  if (status === 200 || status === 202) return json.id;
  if (status !== 503) throw new Error(`answered with ${status}: ${JSON.stringify(json)}`);
  onRefused();
  return undefined;
}

/** Reads articles by id, a hundred at a time. Returns undefined while the store is away. */
export async function readMany(url: string, ids: Iterable<string>) {
  const articles: Json[] = [];
  const all = [...ids];
  for (let from = 0; from < all.length; from += 100) {
    const { status, json } = await send(`${url}/v1/articles?ids=${all.slice(from, from + 100).join()}`);
    if (status !== 200) return undefined;
    articles.push(...json.articles);
  }
  return articles;
}

/** Reads all ids in the feed in order, one page at a time. */
export async function wholeFeed(url: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let after = ''; ; ) {
    const { json } = await send(`${url}/v1/articles?limit=77${after && `&after=${after}`}`);
    if (json.items.length === 0) return ids;
    ids.push(...json.items.map(({ id }: { id: string }) => id));
    after = json.next;
  }
}
