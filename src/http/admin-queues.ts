import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';
import type { Router } from 'express';

export const ADMIN_PATH = '/admin/queues';

/** The dashboard of the queues. Jobs hold only ids, so no article can be seen in it. */
export function adminQueues(queues: readonly Queue[], { readWrite }: { readWrite: boolean }): Router {
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath(ADMIN_PATH);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: !readWrite })),
    serverAdapter,
    options: { uiConfig: { boardTitle: 'tickerspan' } },
  });
  return serverAdapter.getRouter() as Router;
}
