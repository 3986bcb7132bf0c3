import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw, type ZlibOptions } from 'node:zlib';
import { AppError } from '../../errors.ts';
import { STORE_CLOCK } from '../../redis/clock.ts';
import { orUnavailable, type RedisClient } from '../../redis/connect.ts';
import { scanKeys } from '../../redis/many-keys.ts';
import { storeError } from '../../redis/store-errors.ts';
import { sha256 } from '../../sha256.ts';
import type { Article, Enrichment, StoredText } from '../article.ts';
import { articleId } from '../article-id.ts';
import { boundedWarnings } from '../warning.ts';
import { keysOf } from './article-keys.ts';
import {
  type ArticleProblem,
  type ArticleRecord,
  pairsOf,
  recordOf,
  type StoredArticle,
  stringsOf,
} from './article-record.ts';
import { CLAIM, FAIL, REFRESH, REMOVE, SAVE } from './scripts.ts';

/** What a worker has to do for an article. */
export interface EnrichmentTask {
  /** `enriched`: the result is stored, and only announcing it may be left. */
  readonly status: 'processing' | 'enriched';
  readonly generation: string;
  /** The revision that enriching creates: the stored `target`. */
  readonly revision: number;
  /** As in {@link ArticleRecord}. */
  readonly reopenKey?: string;
  /** When the worker claimed it, by the store's clock. */
  readonly claimedAt: Date;
}

export interface Acceptance {
  readonly record: ArticleRecord;
  /** Whether it was known already; then nothing was stored. */
  readonly isDuplicate: boolean;
  /** When that was, by the store's clock. */
  readonly at: Date;
}

export interface ArticleStoreOptions {
  readonly ttlSeconds: number;
  /** The connection for what may have megabytes; the same by default. */
  readonly reads?: RedisClient;
}

export interface FindOptions {
  /** Awaited before an enrichment is loaded, with its size; what it throws is thrown. */
  readonly onSize?: (bytes: number) => Promise<void>;
}

/** How long it is remembered that an article was here. */
const TOMBSTONE_SECONDS = 30 * 86_400;

/**
 * The articles in Redis. Of each article there are up to four keys, which share a hash tag, so that they lie in one
 * slot of a cluster: `record` (a hash), `text` (the submission, deflated), `enrichment` (JSON), `seen` (outlives the others).
 * Whatever goes wrong with Redis is a `store_unavailable`.
 */
export class ArticleStore {
  readonly #redis: RedisClient;
  readonly #reads: RedisClient;
  readonly #ttlSeconds: number;

  constructor(redis: RedisClient, { ttlSeconds, reads = redis }: ArticleStoreOptions) {
    this.#redis = redis;
    this.#reads = reads;
    this.#ttlSeconds = ttlSeconds;
  }

  /**
   * Stores a new article with the status `queued`, or finds the one that is the same; atomic between any number of callers. What an
   * interrupted step left of an article (no text, or no expiry) counts as nothing: the article is stored as a new one.
   */
  async accept(article: Article, id = articleId(article)): Promise<Acceptance> {
    const text = await deflate(article.frontMatter + article.body, COMPRESSION);
    const ttlMs = this.#ttlSeconds * 1000;
    const fields = {
      status: 'queued',
      revision: 1,
      format: article.format,
      frontMatterLength: article.frontMatter.length,
      metadata: JSON.stringify(article.metadata),
      sha256: sha256(article.body),
      generation: randomUUID(),
      ...(article.warnings ? { warnings: JSON.stringify(boundedWarnings(article.warnings)) } : {}),
    };
    const { record, text: textKey, seen, enrichment } = keysOf(id);
    const [isNew, wasSeen, at] = (await orUnavailable(() =>
      this.#redis.eval(
        ACCEPT,
        4,
        record,
        textKey,
        seen,
        enrichment,
        text,
        ttlMs,
        TOMBSTONE_SECONDS * 1000,
        fields.generation,
        ...Object.entries(fields).flat(),
      ),
    )) as [number, number, number];
    const isDuplicate = isNew === 0;
    const kept = isDuplicate ? await this.findRecord(id) : undefined;
    const times = { receivedAt: isoOf(at), expiresAt: isoOf(at + ttlMs) };
    const turn = wasSeen === 1 ? fields.generation : '';
    return {
      record: kept ?? recordOf(id, stringsOf({ ...fields, ...times, turn })),
      isDuplicate,
      at: new Date(at),
    };
  }

  /** Finds an article with its enrichment, if there is one. @throws AppError `article_expired`. */
  async find(id: string, { onSize }: FindOptions = {}): Promise<StoredArticle | undefined> {
    const known = await this.#lookUp(id);
    if (!known || known.size === 0) return known && { record: known.record };
    await onSize?.(known.size);
    const { record, enrichment } = keysOf(id);
    // In one step once more: the article may have another revision by now, or be gone.
    const [fields, json] = await valuesOf<[Record<string, string>, Buffer | null]>(() =>
      this.#reads.pipeline().hgetall(record).getBuffer(enrichment).exec(),
    );
    if (fields.status === undefined) return await this.#lookUp(id);
    return withEnrichment(recordOf(id, fields), json);
  }

  /** Finds what is known of an article beside its text and its enrichment. @throws AppError `article_expired`. */
  async findRecord(id: string): Promise<ArticleRecord | undefined> {
    return (await this.#lookUp(id))?.record;
  }

  /** The record, and the size of the enrichment in bytes. */
  async #lookUp(id: string): Promise<{ readonly record: ArticleRecord; readonly size: number } | undefined> {
    const { record, enrichment, seen } = keysOf(id);
    const [fields, size, marker] = await valuesOf<[Record<string, string>, number, string | null]>(() =>
      this.#redis.pipeline().hgetall(record).strlen(enrichment).get(seen).exec(),
    );
    if (fields.status !== undefined) return { record: recordOf(id, fields), size };
    if (marker === '') throw expired(id);
    return undefined;
  }

  /** The size in bytes of what is stored as the enrichment, JSON in UTF-8; 0: there is none. */
  async enrichmentLength(id: string): Promise<number> {
    return await orUnavailable(() => this.#redis.strlen(keysOf(id).enrichment));
  }

  /** Reads the stored enrichment from one offset up to another, in bytes. */
  async enrichmentBytes(id: string, start: number, end: number): Promise<Buffer> {
    return await orUnavailable(() => this.#redis.getrangeBuffer(keysOf(id).enrichment, start, end - 1));
  }

  /** Returns the submission as it came; undefined if the article is unknown or was deleted. @throws AppError `article_expired`. */
  async readArticle(id: string): Promise<StoredText | undefined>;
  /** The same, but returns `too large`, without decompressing the rest, if the submission has more than `maxBytes` in UTF-8. */
  async readArticle(id: string, maxBytes: number): Promise<StoredText | 'too large' | undefined>;
  async readArticle(id: string, maxBytes?: number): Promise<StoredText | 'too large' | undefined> {
    const { record, text } = keysOf(id);
    const [fields, compressed] = await orUnavailable(() =>
      Promise.all([this.#redis.hgetall(record), this.#redis.getBuffer(text)]),
    );
    if (fields.status === undefined || compressed === null) {
      if ((await this.#lookUp(id)) === undefined) return undefined;
      throw expired(id);
    }
    const inflated = await inflateUpTo(compressed, maxBytes);
    if (inflated === undefined) return 'too large';
    const submitted = inflated.toString('utf8');
    const split = Number(fields.frontMatterLength);
    const { format, metadata, sha256, warnings } = recordOf(id, fields);
    return {
      format,
      metadata,
      frontMatter: submitted.slice(0, split),
      body: submitted.slice(split),
      sha256,
      ...(warnings ? { warnings } : {}),
    };
  }

  /** Claims an article for a worker. Returns undefined if the article is gone. */
  async claim(id: string): Promise<EnrichmentTask | undefined> {
    const claimed = (await orUnavailable(() =>
      this.#redis.eval(CLAIM, 1, keysOf(id).record, randomUUID()),
    )) as readonly [EnrichmentTask['status'], string, string, string, number] | null;
    if (!claimed) return undefined;
    const [status, generation, revision, reopenKey, at] = claimed;
    const task = { status, generation, revision: Number(revision), claimedAt: new Date(at) };
    return reopenKey === '' ? task : { ...task, reopenKey };
  }

  /**
   * Makes a revision readable and returns when. Returns undefined, and saves nothing, if another worker was
   * faster or the article is gone.
   */
  async saveEnrichment(
    id: string,
    enrichment: Enrichment,
    { generation, revision }: EnrichmentTask,
  ): Promise<string | undefined> {
    const keys = keysOf(id);
    const json = JSON.stringify(enrichment);
    const enrichedAt = await orUnavailable(() =>
      this.#redis.eval(SAVE, 2, keys.record, keys.enrichment, generation, revision, json, id),
    );
    return (enrichedAt as string | null) ?? undefined;
  }

  /** Records that a task failed, unless it was overtaken. Without a task, whatever is stored has failed. */
  async saveFailure(
    id: string,
    problem: ArticleProblem,
    task?: Pick<EnrichmentTask, 'generation'> & Partial<EnrichmentTask>,
  ): Promise<void> {
    const { record, enrichment } = keysOf(id);
    const { generation, revision } = task ?? {};
    const of = [generation, revision].filter((part) => part !== undefined);
    await orUnavailable(() =>
      this.#redis.eval(FAIL, 2, record, enrichment, JSON.stringify(problem), id, ...of),
    );
  }

  /** Has an article whose revision is known enriched once more; its record tells what it waits for. */
  async refresh({ id, revision }: ArticleRecord): Promise<ArticleRecord | undefined> {
    const fields = (await orUnavailable(() =>
      this.#redis.eval(REFRESH, 1, keysOf(id).record, revision, randomUUID()),
    )) as readonly string[];
    return fields.length === 0 ? undefined : recordOf(id, pairsOf(fields));
  }

  /**
   * Removes an article, which then is not known. With a generation, it removes the article only if that generation is stored.
   * Returns its generation, or undefined if there was nothing to remove.
   */
  async remove(id: string, generation?: string): Promise<string | undefined> {
    const { record, text, enrichment, seen, callbacks, deliveries } = keysOf(id);
    const keys = [record, text, enrichment, seen, callbacks, deliveries];
    const of = generation === undefined ? [] : [generation];
    const removed = await orUnavailable(() =>
      this.#redis.eval(REMOVE, keys.length, ...keys, TOMBSTONE_SECONDS * 1000, ...of),
    );
    return (removed as string | null) ?? undefined;
  }

  /** Returns the generation of the stored article; undefined if none is stored. */
  async generationOf(id: string): Promise<string | undefined> {
    return (await orUnavailable(() => this.#redis.hget(keysOf(id).record, 'generation'))) ?? undefined;
  }

  /** Returns which job enriches an article; undefined for the first one. */
  async jobRunOf(id: string): Promise<string | undefined> {
    return (await orUnavailable(() => this.#redis.hget(keysOf(id).record, 'turn'))) ?? undefined;
  }

  /** Whether an article that is not known was here and was deleted. */
  async wasDeleted(id: string): Promise<boolean> {
    return (await orUnavailable(() => this.#redis.get(keysOf(id).seen))) === 'deleted';
  }

  /** The ids of all articles, in no order, some of them perhaps twice; those that come meanwhile may be among them. */
  async *ids(): AsyncGenerator<string, void, undefined> {
    for await (const key of scanKeys(this.#redis, keysOf('a_*').record))
      yield key.slice(key.indexOf('{') + 1, key.indexOf('}'));
  }
}

/** The values that a pipeline gives. @throws AppError `store_unavailable`. */
async function valuesOf<T extends readonly unknown[]>(
  pipeline: () => Promise<[error: Error | null, value: unknown][] | null>,
): Promise<T> {
  const results = await orUnavailable(pipeline);
  return (results ?? []).map(([error, value]) => {
    if (error) throw storeError(error);
    return value;
  }) as unknown as T;
}

/** Parses the enrichment only when it is looked at: it may have megabytes, and most readers pass it on as it is. */
function withEnrichment(record: ArticleRecord, json: Buffer | null): StoredArticle {
  if (json === null) return { record };
  let parsed: Enrichment | undefined;
  return {
    record,
    enrichmentJson: json,
    get enrichment() {
      parsed ??= JSON.parse(json.toString()) as Enrichment;
      return parsed;
    },
  };
}

// Level 1 gives nine tenths of the default's gain in a third of its time; zlib works outside the event loop's thread.
const COMPRESSION = { level: 1 } as const;
const deflate = promisify<string, { level: number }, Buffer>(deflateRaw);
const inflate = promisify<Buffer, ZlibOptions, Buffer>(inflateRaw);

async function inflateUpTo(compressed: Buffer, maxBytes: number | undefined): Promise<Buffer | undefined> {
  if (maxBytes === undefined) return await inflate(compressed, {});
  try {
    return await inflate(compressed, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw error;
  }
}

function expired(id: string): AppError {
  return new AppError('article_expired', `Article ${id} has expired`);
}

function isoOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

// The text comes first and the record last, since whoever finds a record relies on its text. The record gets its expiry before it gets
// a status, without which it counts as nothing. SET is what a full store refuses, so nothing is removed before it.
const ACCEPT = `${STORE_CLOCK}
local status = redis.call('HGET', KEYS[1], 'status')
local seen = (status or redis.call('EXISTS', KEYS[3]) == 1) and 1 or 0
local isWhole = status and redis.call('PTTL', KEYS[1]) >= 0
  and (status == 'enriched' or redis.call('EXISTS', KEYS[2]) == 1)
local at, ttl = now(), tonumber(ARGV[2])
if isWhole then return { 0, seen, at } end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ttl)
redis.call('SET', KEYS[3], '', 'PX', ttl + ARGV[3])
redis.call('DEL', KEYS[1], KEYS[4])
redis.call('HSET', KEYS[1], 'revision', 1)
redis.call('PEXPIRE', KEYS[1], ttl)
redis.call('HSET', KEYS[1], 'receivedAt', iso(at), 'expiresAt', iso(at + ttl), 'turn', seen == 1 and ARGV[4] or '', unpack(ARGV, 5))
return { 1, seen, at }`;
