import type { Redis } from 'ioredis';
import { finished } from './client.ts';
import type { RunningWorker } from './start-service.ts';
import { until } from './until.ts';

export interface FailArticlesOptions {
  readonly commands: Redis;
  readonly apiUrl: string;
  readonly startWorker: () => Promise<RunningWorker>;
}

/**
 * Makes queued articles fail because their text is missing (`article_expired`), and restores the
 * text.
 */
export async function failArticles(
  ids: readonly string[],
  { commands, apiUrl, startWorker }: FailArticlesOptions,
): Promise<void> {
  const textOf = (id: string) => `tickerspan:{${id}}:text`;
  for (const id of ids) await commands.rename(textOf(id), `${textOf(id)}:away`);
  await using _worker = await startWorker();
  for (const id of ids) expect((await finished(apiUrl, id)).json.status).toBe('failed');
  await until(
    'the jobs to have failed',
    async () => (await commands.zcard('{tickerspan}:enrichment:failed')) >= ids.length,
  );
  for (const id of ids) await commands.rename(`${textOf(id)}:away`, textOf(id));
}
