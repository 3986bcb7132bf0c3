import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';
import type { NextFunction, Request, Response, Router } from 'express';
import type { EnrichmentQueue } from '../queue/enrichment-queue.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

export interface QueuesResources {
  readonly queue: EnrichmentQueue;
  readonly webhooks: Pick<Webhooks, 'queue'>;
}

export interface QueuesOptions {
  /** Where it is mounted. */
  readonly path: string;
  /** Whether jobs may be retried, paused and removed. */
  readonly readWrite: boolean;
  /** Other pages, by what they are called. */
  readonly links: Readonly<Record<string, string>>;
}

/** The dashboard of the queues. Jobs hold only ids, so no article can be seen in it; each links to its own. */
export function adminQueues(
  { queue, webhooks }: QueuesResources,
  { path, readWrite, links }: QueuesOptions,
): Router {
  const serverAdapter = new LocalFontsAdapter();
  serverAdapter.setBasePath(path);
  createBullBoard({
    queues: [
      adapterOf(queue.bull, {
        readWrite,
        description: 'Articles that are to be enriched',
        articleOf: ({ id }) => id,
      }),
      adapterOf(webhooks.queue.bull, {
        readWrite,
        description: 'Webhooks that are to be delivered',
        articleOf: ({ article }) => article,
      }),
    ],
    serverAdapter,
    options: {
      uiConfig: {
        boardTitle: 'tickerspan',
        miscLinks: Object.entries(links).map(([text, url]) => ({ text, url })),
      },
    },
  });
  return serverAdapter.getRouter() as Router;
}

/** Bull Board's own adapter, but its page asks no other origin for fonts: our policy refuses them, and browsers report that. */
class LocalFontsAdapter extends ExpressAdapter {
  constructor() {
    super();
    this.app.enable('case sensitive routing');
  }

  override setEntryRoute({ method, route, handler }: EntryRoute): this {
    this.app[method](route, (_request: Request, response: Response, next: NextFunction) => {
      const { name, params } = handler({ basePath: this.basePath, uiConfig: this.uiConfig });
      response.render(name, params, (error: Error | null, page: string) => {
        if (error) next(error);
        else response.send(page.replace(/<link\b[^<>]{0,500}\bhref="https?:[^<>]{0,500}>/g, ''));
      });
    });
    return this;
  }
}

type EntryRoute = Parameters<ExpressAdapter['setEntryRoute']>[0];

interface AdapterOptions<Data> {
  readonly readWrite: boolean;
  readonly description: string;
  readonly articleOf: (data: Data) => string;
}

function adapterOf<Data>(
  queue: Queue<Data>,
  { readWrite, description, articleOf }: AdapterOptions<Data>,
): BullMQAdapter {
  return new BullMQAdapter(queue, {
    readOnlyMode: !readWrite,
    description,
    externalJobUrl: ({ data }) => ({
      displayText: 'Article',
      href: `/articles/${encodeURIComponent(articleOf(data))}`,
    }),
  });
}
