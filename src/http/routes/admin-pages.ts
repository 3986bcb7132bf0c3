import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';
import { type NextFunction, type Request, type Response, Router } from 'express';
import helmet from 'helmet';
import { z } from 'zod';
import type { FailureResources } from '../../operations/failures-by-reason.ts';
import type { EnrichmentQueue } from '../../queue/enrichment-queue.ts';
import type { Webhooks } from '../../webhooks/webhooks.ts';
import { refuseUnknownParameters } from '../middleware/query-parameters.ts';
import { sendReply } from '../reply.ts';
import type { AppOptions, Operation } from '../route.ts';
import { failuresPage } from './failures.ts';

export const ADMIN_PATH = '/admin';

/** The dashboard as `openapi.json` describes it. Bull Board serves it, with routes of its own. */
export const getDashboard: Operation = {
  method: 'get',
  path: `${ADMIN_PATH}/queues`,
  scope: 'operate',
  summary: 'The dashboard of the queues',
  answers: {
    200: {
      description: 'The page.',
      content: { 'text/html': z.string().meta({ example: '<!doctype html>' }) },
    },
  },
  problems: [],
};

/**
 * A page for operators may load only what this service serves. The dashboard needs inline styles.
 * Its page names fonts of another origin, but works without them. The headers say nothing about
 * TLS, because only the proxy in front knows whether there is any.
 */
export const adminHeaders = helmet({
  strictTransportSecurity: false,
  referrerPolicy: { policy: 'no-referrer' },
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'self'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
});

export type AdminResources = QueuesResources & FailureResources;

/** Serves the pages for operators: the dashboard of the queues, and the failed articles. */
export function adminPages(resources: AdminResources, options: AppOptions): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const failures = failuresPage.handler(resources, options);
  const path = failuresPage.path.slice(ADMIN_PATH.length);
  router.get(path, refuseUnknownParameters([]), async (request: Request, response: Response) => {
    await sendReply(response, await failures(request));
  });
  router.use(getDashboard.path.slice(ADMIN_PATH.length), dashboard(resources, options.adminReadWrite));
  return router;
}

interface QueuesResources {
  readonly queue: EnrichmentQueue;
  readonly webhooks: Pick<Webhooks, 'queue'>;
}

/**
 * Serves the dashboard of the queues. Jobs hold only ids, so it shows no article; each job links to
 * its article.
 * @param readWrite whether jobs may be retried, paused and removed.
 */
function dashboard({ queue, webhooks }: QueuesResources, readWrite: boolean): Router {
  const serverAdapter = new LocalFontsAdapter();
  serverAdapter.setBasePath(getDashboard.path);
  createBullBoard({
    queues: [
      adapterOf(queue.bull, {
        readWrite,
        description: 'Articles to enrich',
        articleOf: ({ id }) => id,
      }),
      adapterOf(webhooks.queue.bull, {
        readWrite,
        description: 'Webhooks to deliver',
        articleOf: ({ article }) => article,
      }),
    ],
    serverAdapter,
    options: {
      uiConfig: {
        boardTitle: 'tickerspan',
        miscLinks: [{ text: 'Failed articles', url: failuresPage.path }],
      },
    },
  });
  return serverAdapter.getRouter() as Router;
}

/**
 * Bull Board's adapter, but its page asks no other origin for fonts: our policy would refuse them,
 * and browsers would report that.
 */
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
