import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startExchange } from '../../tools/simulator/exchange.ts';
import { finished, post } from '../support/client.ts';
import { POST } from '../support/posts.ts';
import { startApiProcess, startWorkerProcess } from '../support/start-process.ts';
import { freePort, startRedis } from '../support/start-redis.ts';
import { until } from '../support/until.ts';

/** Starts the client as its own process and collects the lines that it prints. */
function client(...args: readonly string[]) {
  const child = spawn(process.execPath, ['bin/tickerspan.mjs', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const ended = once(child, 'exit') as Promise<[number | null]>;
  return { lines, ended, stop: () => child.kill('SIGKILL') };
}

test('follow prints finished articles as they come, and pages', async () => {
  await using redis = await startRedis();
  await using exchange = await startExchange();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await using _api = await startApiProcess(redis.url, port);
  await using _worker = await startWorkerProcess(redis.url, exchange.url);
  const first = (await post(url, 'text/markdown', POST)).json.id;
  await finished(url, first);
  const following = client('follow', '--url', url, '--ticker', 'sz000625');
  try {
    // Articles that are posted after it has connected arrive; earlier ones may not.
    let serial = 0;
    await until('an article to be followed', async () => {
      await post(url, 'text/markdown', `${POST}<!-- ${serial++} -->`);
      return following.lines.length > 0;
    });
    expect(JSON.parse(following.lines[0] ?? '')).toMatchObject({
      revision: 1,
      tickers: [expect.objectContaining({ ticker: 'sz000625' })],
    });
  } finally {
    following.stop();
    await following.ended;
  }
  const printing = client('follow', '--once', '--url', url);
  expect(await printing.ended).toEqual([0, null]);
  expect(JSON.parse(printing.lines[0] ?? '')).toMatchObject({ id: first });
});
