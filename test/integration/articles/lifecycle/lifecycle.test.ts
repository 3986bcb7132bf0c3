import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { keysOf, STORED_AS } from '../../../../src/articles/lifecycle/article-record.ts';
import { ArticleStore, type EnrichmentTask } from '../../../../src/articles/lifecycle/article-store.ts';
import { INITIAL_STATUS, TRANSITIONS } from '../../../../src/articles/lifecycle/transitions.ts';
import { connectRedis } from '../../../../src/redis/connect.ts';
import { PRODUCER_CONNECTION } from '../../../../src/redis/connections.ts';
import { anArticle } from '../../../support/build.ts';
import { type RedisServer, startRedis } from '../../../support/start-redis.ts';

const DOCUMENT = readFileSync('src/articles/lifecycle/lifecycle.md', 'utf8');

/** Transitions of the diagram as `from step to`. */
const [drawnOutside, drawnInside] = (/```mermaid\n(.*?)```/s.exec(DOCUMENT)?.[1] ?? '')
  .split('state stored {')
  .map((part) =>
    [...part.matchAll(/^ *(\S+) --> (\w+)(?:: (.+))?$/gm)].map(
      ([, from, to, step]) => `${from} ${step} ${to}`,
    ),
  );

let server: RedisServer;
let redis: Redis;
let articles: ArticleStore;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis(server.target, PRODUCER_CONNECTION, () => {});
  await once(redis, 'ready');
  articles = new ArticleStore(redis, { ttlSeconds: 60 });
});

afterAll(async () => {
  redis.disconnect();
  await server[Symbol.asyncDispose]();
});

beforeEach(() => redis.flushall());

const PROBLEM = { code: 'internal', detail: 'x' };
const RESULT = { body: 'x', mentions: [], companies: [] };

async function claimed(id: string): Promise<EnrichmentTask> {
  const task = await articles.claim(id);
  if (!task) throw new Error('the article is gone');
  return task;
}

async function statusOf(id: string): Promise<string | undefined> {
  return (await articles.findRecord(id))?.status;
}

/** Returns the pending task without claiming it. */
async function pendingTask(id: string): Promise<EnrichmentTask> {
  const fields = await redis.hgetall(keysOf(id).record);
  return {
    status: 'processing',
    generation: fields.generation ?? '',
    revision: Number(fields[STORED_AS.nextRevision] ?? fields.revision),
    claimedAt: new Date(),
  };
}

const accept = async (): Promise<string> => (await articles.accept(anArticle())).record.id;
const save = async (id: string): Promise<unknown> =>
  articles.saveEnrichment(id, RESULT, await pendingTask(id));
const fail = (id: string): Promise<void> => articles.saveFailure(id, PROBLEM);
const refresh = async (id: string): Promise<unknown> => {
  const record = await articles.findRecord(id);
  return record && (await articles.refresh(record));
};

/** Functions that bring an article without a result, or one with a result, into each status. */
const WITHOUT_RESULT = {
  queued: async () => {},
  processing: claimed,
  failed: fail,
};
const WITH_RESULT = {
  enriched: save,
  queued: async (id: string) => {
    await save(id);
    await refresh(id);
  },
  processing: async (id: string) => {
    await save(id);
    await refresh(id);
    await claimed(id);
  },
};

const CASES = [
  ...Object.entries(WITHOUT_RESULT).flatMap(([status, reach]) =>
    Object.entries({ claim: claimed, save, fail, refresh }).map(([step, take]) => ({
      status,
      step,
      reach,
      take,
    })),
  ),
  ...Object.entries(WITH_RESULT).flatMap(([status, reach]) =>
    Object.entries({ claim: claimed, save, failRefresh: fail, refresh }).map(([step, take]) => ({
      status,
      step,
      reach,
      take,
    })),
  ),
];

test.each(CASES)(
  '$step of an article that is $status does what the table says',
  async ({ status, step, reach, take }) => {
    const id = await accept();
    await reach(id);
    expect(await statusOf(id)).toBe(status);
    await take(id);
    const table: Readonly<Record<string, Readonly<Record<string, string>>>> = TRANSITIONS;
    expect(await statusOf(id)).toBe(table[step]?.[status] ?? status);
  },
);

test('the diagram draws the transitions of the table and no others', () => {
  const listed = Object.entries(TRANSITIONS).flatMap(([step, byStatus]) =>
    Object.entries(byStatus).map(([from, to]) => `${from} ${step} ${to}`),
  );
  expect([...(drawnInside ?? [])].sort()).toEqual([...listed, `[*] undefined ${INITIAL_STATUS}`].sort());
});

/** Functions that bring an article into each state of presence. */
const PRESENCE = {
  '[*]': async (_id: string) => {},
  stored: accept,
  expired: async (id: string) => {
    await accept();
    await redis.del(keysOf(id).record, keysOf(id).text);
  },
  deleted: async (id: string) => {
    await accept();
    await articles.remove(id);
  },
};

async function presenceOf(id: string): Promise<string> {
  try {
    if (await articles.findRecord(id)) return 'stored';
  } catch (error) {
    expect(error).toMatchObject({ code: 'article_expired' });
    return 'expired';
  }
  return (await articles.wasDeleted(id)) ? 'deleted' : '[*]';
}

test('the diagram draws how an article is stored, expires and is deleted', async () => {
  const id = await accept();
  const seen: string[] = [];
  for (const [from, reach] of Object.entries(PRESENCE)) {
    const steps = {
      accept,
      remove: () => articles.remove(id),
      'time to live': () => redis.pexpire(keysOf(id).record, 0),
    };
    for (const [step, take] of Object.entries(steps)) {
      await redis.flushall();
      await reach(id);
      expect(await presenceOf(id)).toBe(from);
      await take();
      const to = await presenceOf(id);
      if (to !== from) seen.push(`${from} ${step} ${to}`);
    }
  }
  expect(seen.sort()).toEqual([...(drawnOutside ?? [])].sort());
});

test('the document mentions each stored field whose name differs', () => {
  for (const [name, stored] of Object.entries(STORED_AS))
    expect(DOCUMENT).toContain(`| \`${name}\` | \`${stored}\` |`);
});
