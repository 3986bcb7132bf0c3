import { parseArgs } from 'node:util';
import { type RedriveFilter, redrive as redriveJobs } from '../../src/operations/redrive.ts';
import { type Output, progressBar } from '../output.ts';
import { UsageError } from '../usage.ts';
import { type Env, withStore } from './store.ts';

/** Runs `tickerspan redrive`: queues failed articles again, and prints how many of each code. */
export async function redrive(args: readonly string[], env: Env, out: Output): Promise<number> {
  const { isDryRun, ...filter } = optionsIn(args);
  const { redriven, outdated } = await withStore(env, (store) =>
    redriveJobs(filter, store, {
      isDryRun,
      onProgress: (done, total) => out.progress(progressBar(done, total, 0)),
    }),
  );
  for (const article of redriven) out.print(JSON.stringify(article));
  const codes = new Map<string, number>();
  for (const { code } of redriven) codes.set(code, (codes.get(code) ?? 0) + 1);
  const byCode = [...codes].map(([code, count]) => `${count} ${code}`).join(', ');
  out.say(
    `${redriven.length} ${isDryRun ? 'would be queued' : 'queued'} again${byCode && `: ${byCode}`}` +
      (outdated > 0 ? `; ${outdated} failed jobs are out of date` : ''),
  );
  return 0;
}

function optionsIn(args: readonly string[]): RedriveFilter & { readonly isDryRun: boolean } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      code: { type: 'string' },
      source: { type: 'string' },
      since: { type: 'string' },
      limit: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  const { code, source, since, limit } = values;
  return { code, source, since: sinceIn(since), limit: limitIn(limit), isDryRun: values['dry-run'] };
}

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function sinceIn(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return new Date(Date.now() - Number(count) * UNITS[unit as keyof typeof UNITS]);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text))) return new Date(text);
  throw new UsageError(
    '--since must be a time such as 2026-11-25T09:00:00Z, or a period such as 90m, 12h or 2d',
  );
}

function limitIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError('--limit must be a number from 1');
}
