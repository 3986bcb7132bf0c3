import type { z } from 'zod';
import { ID_EXAMPLE } from './examples.ts';
import type { failuresSchema, ledgerSchema } from './operator-schemas.ts';

const tally = {
  accepted: 1200,
  enriched: 1196,
  failed: 2,
  expired: 0,
  deleted: 1,
  lost: 0,
  duplicates: 310,
  inFlight: 1,
  imbalance: 0,
};

export const ledgerExample: z.input<typeof ledgerSchema> = {
  balanced: true,
  totals: { ...tally, oldestInFlightAt: '2026-11-25T09:12:03.123Z' },
  rows: [{ hour: '2026-11-25T09:00:00.000Z', source: '新浪财经', ...tally }],
  drifts: [
    {
      source: '新浪财经',
      dialect: 'sina-a-share',
      usual: 3.1,
      recent: 0,
      since: '2026-11-25T08:40:11.000Z',
      articles: 57,
    },
  ],
};

export const failuresExample: z.input<typeof failuresSchema> = {
  total: 2,
  outdated: 0,
  groups: [
    {
      code: 'article_stalled',
      count: 2,
      sources: [{ source: '新浪财经', count: 2 }],
      firstFailedAt: '2026-11-25T08:40:11.000Z',
      lastFailedAt: '2026-11-25T09:12:03.123Z',
      example: {
        id: ID_EXAMPLE,
        detail: 'Its workers died while they were enriching it',
        url: `/v1/articles/${ID_EXAMPLE}`,
      },
    },
  ],
};
