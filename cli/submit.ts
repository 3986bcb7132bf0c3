import { parseArgs } from 'node:util';
import { type Api, refusalOf, request } from './api.ts';
import { openJournal } from './journal.ts';
import { countLines } from './line-source.ts';
import type { Reporter } from './outcome.ts';
import { type Output, progressBar } from './output.ts';
import { isBusy, RetryPolicy } from './retry-policy.ts';
import { filesIn, isBulk, mediaTypeOf, readItem } from './submission-files.ts';
import { type SubmitOptions, submitLines } from './submit-lines.ts';
import { UsageError } from './usage.ts';

const AT_A_TIME = 8;

/** Runs `tickerspan submit FILE…|FOLDER…|-`. Returns 1 if anything was refused. */
export async function submit(args: readonly string[], api: Api, out: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { resume: { type: 'string' }, source: { type: 'string' } },
  });
  if (positionals.length === 0)
    throw new UsageError('Name files or folders, or - for NDJSON on standard input');
  const files = filesIn(positionals);
  const journal = openJournal(values.resume);
  const total = await totalOf(files);
  let done = 0;
  let refused = 0;
  let passed = 0;
  const reporter: Reporter = {
    report(outcome) {
      done++;
      if (outcome.status >= 400) refused++;
      out.print(JSON.stringify(outcome));
      out.progress(bar());
    },
  };
  const onPassed = (): void => {
    passed++;
  };
  const bar = (): string => progressBar(done + passed, total, refused);
  const retryPolicy = new RetryPolicy((seconds) =>
    out.progress(`${bar()}; the API is busy: on in ${seconds} s`),
  );
  const options = { api, journal, reporter, retryPolicy, onPassed, source: values.source };
  try {
    await submitAll(files, options);
  } finally {
    const skipped = passed > 0 ? `, ${passed} skipped as accepted before` : '';
    out.say(`${done - refused} accepted, ${refused} refused${skipped}`);
  }
  return refused > 0 ? 1 : 0;
}

async function submitAll(files: readonly string[], options: SubmitOptions): Promise<void> {
  const queue = files.filter((file) => !isBulk(file));
  const work = async (): Promise<void> => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) await submitFile(file, options);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  for (const file of files.filter(isBulk)) await submitLines(file, options);
}

/**
 * Returns the number of articles, or undefined if it is only known at the end of standard input.
 */
async function totalOf(files: readonly string[]): Promise<number | undefined> {
  if (files.includes('-')) return undefined;
  let total = 0;
  for (const file of files) total += isBulk(file) ? await countLines(file) : 1;
  return total;
}

async function submitFile(
  file: string,
  { api, journal, reporter, retryPolicy, onPassed }: SubmitOptions,
): Promise<void> {
  const { bytes, item } = readItem(file);
  if (journal.has(item)) {
    onPassed();
    return;
  }
  const response = await post(api, mediaTypeOf(file) ?? '', bytes, retryPolicy);
  if (!response.ok) {
    reporter.report({ item: file, status: response.status, error: await refusalOf(response) });
    return;
  }
  const { id, duplicate } = (await response.json()) as { id: string; duplicate: boolean };
  retryPolicy.renew();
  journal.note(item);
  reporter.report({ item: file, status: response.status, id, duplicate });
}

/** Submits, and repeats while the API is busy or briefly away, after the time that it asks for. */
async function post(
  api: Api,
  type: string,
  body: Buffer<ArrayBuffer>,
  retryPolicy: RetryPolicy,
): Promise<Response> {
  for (;;) {
    const response = await request(api, '/v1/articles', {
      method: 'POST',
      headers: { 'Content-Type': type },
      body,
    });
    if (!isBusy(response.status) || !(await retryPolicy.wait(response.headers.get('Retry-After'))))
      return response;
    await response.body?.cancel();
  }
}
