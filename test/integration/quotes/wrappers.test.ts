import { Redis } from 'ioredis';
import { cached } from '../../../src/quotes/cached.ts';
import { CircuitBreaker, withCircuitBreaker } from '../../../src/quotes/circuit-breaker.ts';
import { coalesced } from '../../../src/quotes/coalesced.ts';
import { firstAnswer } from '../../../src/quotes/first-answer.ts';
import { observed } from '../../../src/quotes/observed.ts';
import type { QuoteSource } from '../../../src/quotes/quote-source.ts';
import { describeQuoteSource } from '../../support/quote-source-contract.ts';
import { type RedisServer, startRedis } from '../../support/start-redis.ts';
import { fakeUpstream } from '../../support/upstreams.ts';

let server: RedisServer;
let redis: Redis;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
});

beforeEach(() => redis.flushall());

afterAll(async () => {
  redis.disconnect();
  await server[Symbol.asyncDispose]();
});

const OPTIONS = { timeoutMs: 5000, ttlSeconds: 5 };

const WRAPPERS: Readonly<Record<string, (source: QuoteSource) => QuoteSource>> = {
  observed: (source) => observed(source, { onRequest: () => {}, trace: (_question, ask) => ask() }),
  withCircuitBreaker: (source) => withCircuitBreaker(source, new CircuitBreaker('fake')),
  coalesced: (source) => coalesced(source),
  cached: (source) => cached(source, redis, OPTIONS),
  'all of them': (source) =>
    cached(
      coalesced(
        firstAnswer([withCircuitBreaker(observed(source, {}), new CircuitBreaker('fake'))], {
          timeoutMs: 5000,
        }),
      ),
      redis,
      OPTIONS,
    ),
};

for (const [name, wrap] of Object.entries(WRAPPERS)) {
  describeQuoteSource(name, async () => {
    const upstream = fakeUpstream();
    return { source: wrap(upstream.source), upstream, [Symbol.asyncDispose]: async () => {} };
  });
}
