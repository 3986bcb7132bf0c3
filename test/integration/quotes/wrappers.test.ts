import { Redis } from 'ioredis';
import { cached } from '../../../src/quotes/cached.ts';
import { CircuitBreaker } from '../../../src/quotes/circuit-breaker.ts';
import { coalesced } from '../../../src/quotes/coalesced.ts';
import { firstAnswer } from '../../../src/quotes/first-answer.ts';
import { measured } from '../../../src/quotes/measured.ts';
import type { QuoteSource } from '../../../src/quotes/quote-source.ts';
import { RedisQuoteCache } from '../../../src/quotes/redis-quote-cache.ts';
import { traced, untraced } from '../../../src/quotes/traced.ts';
import { withCircuitBreaker } from '../../../src/quotes/with-circuit-breaker.ts';
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
  measured: (source) => measured(source, () => {}),
  traced: (source) => traced(source, untraced),
  withCircuitBreaker: (source) => withCircuitBreaker(source, new CircuitBreaker('fake')),
  coalesced: (source) => coalesced(source),
  cached: (source) => cached(source, new RedisQuoteCache(redis), OPTIONS),
  'all of them': (source) =>
    cached(
      coalesced(
        firstAnswer(
          [
            withCircuitBreaker(
              measured(traced(source, untraced), () => {}),
              new CircuitBreaker('fake'),
            ),
          ],
          { timeoutMs: 5000 },
        ),
      ),
      new RedisQuoteCache(redis),
      OPTIONS,
    ),
};

for (const [name, wrap] of Object.entries(WRAPPERS)) {
  describeQuoteSource(name, async () => {
    const upstream = fakeUpstream();
    return { source: wrap(upstream.source), upstream, [Symbol.asyncDispose]: async () => {} };
  });
}
