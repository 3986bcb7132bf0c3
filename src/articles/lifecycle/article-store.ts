import { randomUUID } from 'node:crypto';
import type { RedisClient } from '../../redis/connect.ts';
import type { Article, Enrichment } from '../article.ts';
import { type ArticleIdentity, identityOf } from '../article-id.ts';
import { boundedWarnings } from '../warning.ts';
import { ArticleReader } from './article-reader.ts';
import { type ArticleProblem, type ArticleRecord, keysOf, recordOf, STORED_AS } from './article-record.ts';
import { acceptScript, claimScript, failScript, refreshScript, removeScript, saveScript } from './scripts.ts';
import { compressText } from './stored-text.ts';
import { INITIAL_STATUS } from './transitions.ts';

/** What a worker has to do for an article. */
export interface EnrichmentTask {
  /** `enriched`: the result is stored, and at most has to be announced. */
  readonly status: 'processing' | 'enriched';
  readonly generation: string;
  /** The revision that enriching creates. */
  readonly revision: number;
  /** As in {@link ArticleRecord}. */
  readonly reopenKey?: string;
  /** When the worker claimed it, by the store's clock. */
  readonly claimedAt: Date;
}

export interface Acceptance {
  readonly record: ArticleRecord;
  /** Whether it was stored already. Then nothing was changed. */
  readonly isDuplicate: boolean;
  /** When it was accepted, by the store's clock. */
  readonly at: Date;
}

export interface ArticleStoreOptions {
  readonly ttlSeconds: number;
  /** The connection for replies that may be megabytes long. Unset: the same connection. */
  readonly reads?: RedisClient;
}

/** How long the store still knows that an article expired or was deleted. */
const SEEN_MS = 30 * 86_400_000;

/**
 * Stores articles in Redis, and takes the steps of their lives: see `lifecycle.md`. Each step is
 * atomic. Any number of processes may take it at the same time.
 */
export class ArticleStore extends ArticleReader {
  readonly #ttlMs: number;

  constructor(redis: RedisClient, { ttlSeconds, reads = redis }: ArticleStoreOptions) {
    super(redis, reads);
    this.#ttlMs = ttlSeconds * 1000;
  }

  /**
   * Stores a new article, or finds the same one if it is stored already. If an interrupted step
   * left only a part of an article (no text, or no expiry), that part is ignored and replaced.
   */
  async accept(article: Article, { id, sha256 }: ArticleIdentity = identityOf(article)): Promise<Acceptance> {
    const fields = {
      status: INITIAL_STATUS,
      revision: '1',
      format: article.format,
      frontMatterLength: String(article.frontMatter.length),
      metadata: JSON.stringify(article.metadata),
      sha256,
      generation: randomUUID(),
      ...(article.warnings ? { warnings: JSON.stringify(boundedWarnings(article.warnings)) } : {}),
    };
    const { record, text, seen, enrichment } = keysOf(id);
    const [isNew, wasSeen, at] = await acceptScript(
      this.redis,
      [record, text, seen, enrichment],
      [
        await compressText(article.frontMatter, article.body),
        this.#ttlMs,
        SEEN_MS,
        fields.generation,
        ...Object.entries(fields).flat(),
      ],
    );
    const isDuplicate = isNew === 0;
    const kept = isDuplicate ? await this.findRecord(id) : undefined;
    const accepted = {
      ...fields,
      receivedAt: isoOf(at),
      expiresAt: isoOf(at + this.#ttlMs),
      [STORED_AS.jobRun]: wasSeen === 1 ? fields.generation : '',
    };
    return { record: kept ?? recordOf(id, accepted), isDuplicate, at: new Date(at) };
  }

  /** Claims an article for a worker. Returns undefined if the article is gone. */
  async claim(id: string): Promise<EnrichmentTask | undefined> {
    const claimed = await claimScript(this.redis, [keysOf(id).record], [randomUUID()]);
    if (!claimed) return undefined;
    const [status, generation, revision, reopenKey, at] = claimed;
    const task = { status, generation, revision: Number(revision), claimedAt: new Date(at) };
    return reopenKey === '' ? task : { ...task, reopenKey };
  }

  /**
   * Makes a revision readable and returns the time. Returns undefined, and saves nothing, if
   * another worker was faster or the article is gone.
   */
  async saveEnrichment(
    id: string,
    enrichment: Enrichment,
    { generation, revision }: EnrichmentTask,
  ): Promise<string | undefined> {
    const keys = keysOf(id);
    const args = [generation, revision, JSON.stringify(enrichment), id];
    return (await saveScript(this.redis, [keys.record, keys.enrichment], args)) ?? undefined;
  }

  /**
   * Records that a task failed, unless it was overtaken. Without a task, it marks whatever is
   * stored as failed.
   */
  async saveFailure(
    id: string,
    problem: ArticleProblem,
    task?: Pick<EnrichmentTask, 'generation'> & Partial<EnrichmentTask>,
  ): Promise<void> {
    const { record, enrichment } = keysOf(id);
    const { generation, revision } = task ?? {};
    const expected = [generation, revision].filter((part) => part !== undefined);
    await failScript(this.redis, [record, enrichment], [JSON.stringify(problem), id, ...expected]);
  }

  /**
   * Requests another enrichment if the given record is up to date. Returns the stored record;
   * undefined if the article is gone.
   */
  async refresh({ id, revision }: ArticleRecord): Promise<ArticleRecord | undefined> {
    const fields = await refreshScript(this.redis, [keysOf(id).record], [revision, randomUUID()]);
    return fields.length === 0 ? undefined : recordOf(id, pairsOf(fields));
  }

  /**
   * Removes an article, which is unknown after that. If a generation is given, it removes only that
   * generation. Returns the removed generation; undefined if there was nothing to remove.
   */
  async remove(id: string, generation?: string): Promise<string | undefined> {
    const { record, text, enrichment, seen, callbacks, deliveries } = keysOf(id);
    const keys = [record, seen, text, enrichment, callbacks, deliveries];
    const args = generation === undefined ? [SEEN_MS] : [SEEN_MS, generation];
    return (await removeScript(this.redis, keys, args)) ?? undefined;
  }
}

/** Pairs the names and values of HGETALL, which follow each other in the reply of a script. */
function pairsOf(fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap((name, at) => (at % 2 === 0 ? [[name, fields[at + 1] ?? '']] : [])),
  );
}

function isoOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
