import type { Answer } from '../provider.ts';

/** What stands before Tencent's services says no with. */
export const firewallPage = (status: number, sentence: string): Answer => ({
  status,
  contentType: 'text/html',
  body: Buffer.from(`<!DOCTYPE html><html><body><h1>${status}</h1><p>${sentence}</p></body></html>\n`),
});
