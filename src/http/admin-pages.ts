import { type Request, type Response, Router } from 'express';
import helmet from 'helmet';
import type { FailureResources } from '../operations/failures-by-reason.ts';
import { adminQueues, type QueuesResources } from './admin-queues.ts';
import { failuresPage } from './failures-page.ts';
import { refuseUnknownParameters } from './query-parameters.ts';
import { sendReply } from './reply.ts';

/** Where the pages for operators are. */
export const ADMIN_PATH = '/admin';

/**
 * What a page for operators may load: what this service serves itself. The dashboard's own page names fonts of another origin and does without, and
 * styles its elements one by one. Whether pages are served over TLS is the affair of the proxy in front: a page that asks to be upgraded breaks without one.
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

/** The pages for operators: the dashboard of the queues, and what has failed. */
export function adminPages(
  resources: QueuesResources & FailureResources,
  { readWrite }: { readonly readWrite: boolean },
): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const failures = failuresPage(resources);
  router.get('/failures', refuseUnknownParameters([]), async (_request: Request, response: Response) => {
    await sendReply(response, await failures());
  });
  const links = { 'What has failed': `${ADMIN_PATH}/failures` };
  router.use('/queues', adminQueues(resources, { path: `${ADMIN_PATH}/queues`, readWrite, links }));
  return router;
}
