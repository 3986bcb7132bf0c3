import { AppError } from '../../errors.ts';
import { orUnavailable, type RedisClient } from '../../redis/connect.ts';
import { scanKeys } from '../../redis/many-keys.ts';
import { repliesTo } from '../../redis/replies.ts';
import type { Enrichment, StoredText } from '../article.ts';
import {
  type ArticleRecord,
  DELETED,
  EXPIRED,
  keysOf,
  recordOf,
  STORED_AS,
  type StoredArticle,
} from './article-record.ts';
import { decompressText } from './stored-text.ts';

export interface FindOptions {
  /**
   * Awaited with the size of a result, before the result is loaded. Errors that it throws are
   * passed on.
   */
  readonly onSize?: (bytes: number) => Promise<void>;
}

/** Reads articles. Every Redis failure is a `store_unavailable` or `store_refused`. */
export class ArticleReader {
  protected readonly redis: RedisClient;
  readonly #bulkReads: RedisClient;

  /** @param bulkReads a connection for replies that may be megabytes long. */
  constructor(redis: RedisClient, bulkReads: RedisClient) {
    this.redis = redis;
    this.#bulkReads = bulkReads;
  }

  /**
   * Finds an article with its result, if there is one.
   * @throws AppError `article_expired`.
   */
  async find(id: string, { onSize }: FindOptions = {}): Promise<StoredArticle | undefined> {
    const known = await this.#lookUp(id);
    if (!known || known.size === 0) return known && { record: known.record };
    await onSize?.(known.size);
    const { record, enrichment } = keysOf(id);
    // Read both again in one step: the article may have another revision by now, or be gone.
    const [fields, json] = await repliesTo<[Record<string, string>, Buffer | null]>(
      this.#bulkReads.pipeline().hgetall(record).getBuffer(enrichment),
    );
    if (fields.status === undefined) return await this.#lookUp(id);
    return withEnrichment(recordOf(id, fields), json);
  }

  /**
   * Finds an article without its result.
   * @throws AppError `article_expired`.
   */
  async findRecord(id: string): Promise<ArticleRecord | undefined> {
    return (await this.#lookUp(id))?.record;
  }

  /** Returns the record, and the size of the result in bytes. */
  async #lookUp(id: string): Promise<{ readonly record: ArticleRecord; readonly size: number } | undefined> {
    const { record, enrichment, seen } = keysOf(id);
    const [fields, size, marker] = await repliesTo<[Record<string, string>, number, string | null]>(
      this.redis.pipeline().hgetall(record).strlen(enrichment).get(seen),
    );
    if (fields.status !== undefined) return { record: recordOf(id, fields), size };
    if (marker === EXPIRED) throw expired(id);
    return undefined;
  }

  /** Returns the size of the stored result in bytes; 0 if there is none. */
  async enrichmentLength(id: string): Promise<number> {
    return await orUnavailable(() => this.redis.strlen(keysOf(id).enrichment));
  }

  /** Reads the stored result from one offset up to another, in bytes. */
  async enrichmentBytes(id: string, start: number, end: number): Promise<Buffer> {
    return await orUnavailable(() => this.redis.getrangeBuffer(keysOf(id).enrichment, start, end - 1));
  }

  /**
   * Returns the submission; undefined if the article is unknown or was deleted.
   * @throws AppError `article_expired`.
   */
  async readArticle(id: string): Promise<StoredText | undefined>;
  /**
   * Does the same, but returns `too large` if the submission has more than `maxBytes` in UTF-8. It
   * then does not decompress the rest.
   */
  async readArticle(id: string, maxBytes: number): Promise<StoredText | 'too large' | undefined>;
  async readArticle(id: string, maxBytes?: number): Promise<StoredText | 'too large' | undefined> {
    const { record, text } = keysOf(id);
    const [fields, compressed] = await orUnavailable(() =>
      Promise.all([this.redis.hgetall(record), this.redis.getBuffer(text)]),
    );
    if (fields.status === undefined || compressed === null) {
      if ((await this.#lookUp(id)) === undefined) return undefined;
      throw expired(id);
    }
    const submitted = await decompressText(compressed, maxBytes);
    if (submitted === undefined) return 'too large';
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

  /** Returns the generation of the stored article; undefined if none is stored. */
  async generationOf(id: string): Promise<string | undefined> {
    return await this.#fieldOf(id, 'generation');
  }

  /** Returns which job enriches an article; undefined for the first one. */
  async jobRunOf(id: string): Promise<string | undefined> {
    return await this.#fieldOf(id, STORED_AS.jobRun);
  }

  async #fieldOf(id: string, field: string): Promise<string | undefined> {
    return (await orUnavailable(() => this.redis.hget(keysOf(id).record, field))) ?? undefined;
  }

  /** Returns whether an unknown article was deleted. */
  async wasDeleted(id: string): Promise<boolean> {
    return (await orUnavailable(() => this.redis.get(keysOf(id).seen))) === DELETED;
  }

  /**
   * Returns the ids of all articles, in no particular order. An id may come twice. Articles that
   * are accepted during the scan may be missing.
   */
  async *ids(): AsyncGenerator<string, void, undefined> {
    for await (const key of scanKeys(this.redis, keysOf('a_*').record))
      yield key.slice(key.indexOf('{') + 1, key.indexOf('}'));
  }
}

/**
 * Parses the result only when it is read: it may be megabytes long, and most readers pass on the
 * JSON unchanged.
 */
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

function expired(id: string): AppError {
  return new AppError('article_expired', `Article ${id} has expired`);
}
