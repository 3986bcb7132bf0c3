import { NO_METADATA } from '../../../../../src/articles/article.ts';
import type { ArticleRecord } from '../../../../../src/articles/lifecycle/article-record.ts';
import { toResult } from '../../../../../src/articles/representations/result.ts';

const record: ArticleRecord = {
  id: `a_${'a'.repeat(26)}`,
  status: 'queued',
  revision: 1,
  receivedAt: '2026-09-30T06:00:00.000Z',
  enrichedAt: null,
  expiresAt: '2026-10-07T06:00:00.000Z',
  format: 'html',
  metadata: { ...NO_METADATA, title: '标题' },
  sha256: '0'.repeat(64),
};

test('an article in the queue has its metadata, no body and empty lists', () => {
  expect(toResult({ record })).toMatchObject({
    status: 'queued',
    article: { title: '标题', url: null, format: 'html', sha256: record.sha256 },
    body: null,
    mentions: [],
    companies: [],
  });
  expect(toResult({ record })).not.toHaveProperty('problem');
});

test('an enriched article has its enrichment', () => {
  const enrichment = { body: '<p>x</p>', mentions: [], companies: [] };
  expect(toResult({ record: { ...record, status: 'enriched' }, enrichment }).body).toBe('<p>x</p>');
});

test('a failed article has its problem', () => {
  const problem = { code: 'article_stalled', detail: 'x' };
  expect(toResult({ record: { ...record, status: 'failed', problem } }).problem).toEqual(problem);
});
