/**
 * `npm run check:cases -- DIR`: sends each file in `DIR/cases.json` to the running service and
 * compares the results with the expected ones. The service runs in its own processes with a real
 * Redis and simulated providers. Exits with 1 if a case fails, and 2 if the usage is wrong.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../src/errors.ts';
import { startSystem } from '../../test/support/start-system.ts';
import { type Case, type CaseOutcome, type CaseResult, casesSchema, faultsOf } from './cases/check-case.ts';

const USAGE = `usage: npm run check:cases -- DIR
Sends the files in DIR to the service over HTTP, with the media types and expectations of DIR/cases.json.`;

/** How long enriching one article may take. */
const MAX_WAIT_SECONDS = 30;

process.exitCode = await main();

async function main(): Promise<number> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) {
    console.error(USAGE);
    return 2;
  }
  const cases = casesSchema.parse(JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')));
  await using system = await startSystem();
  const origin = await system.startApi();
  await system.startWorker();
  let holding = 0;
  for (const one of cases) {
    const faults = await faultsIn(one, folder, origin);
    if (faults.length === 0) holding++;
    console.log(
      `${faults.length === 0 ? 'ok    ' : 'FAILED'} ${one.file}${faults.map((fault) => `\n         ${fault}`).join('')}`,
    );
  }
  console.log(`${holding} of ${cases.length} cases hold`);
  return holding === cases.length ? 0 : 1;
}

async function faultsIn(one: Case, folder: string, origin: string): Promise<readonly string[]> {
  try {
    return faultsOf(one, await outcomeOf(one, readFileSync(join(folder, one.file)), origin));
  } catch (error) {
    return [messageOf(error)];
  }
}

/** One answer to a request, or one line of many. */
interface Answer {
  readonly id?: string;
  readonly status?: number | string;
  readonly detail?: string;
}

async function outcomeOf(
  { type, expect }: Case,
  bytes: Uint8Array<ArrayBuffer>,
  origin: string,
): Promise<CaseOutcome> {
  const response = await fetch(`${origin}/v1/articles`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: bytes,
    signal: AbortSignal.timeout(MAX_WAIT_SECONDS * 1000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The service answered ${response.status}: ${text.slice(0, 300)}`);
  const isList = response.headers.get('content-type')?.includes('ndjson') === true;
  const answers = (isList ? text.trim().split('\n') : [text]).map((line) => JSON.parse(line) as Answer);
  // Do not wait for results that the case does not check.
  const looksAtResults = Object.keys(expect).some((key) => key !== 'items' && key !== 'accepted');
  const ids = looksAtResults ? answers.flatMap(({ id }) => id ?? []) : [];
  return {
    accepted: answers.map(({ id }) => id !== undefined),
    results: await Promise.all(ids.map((id) => resultOf(id, origin))),
  };
}

async function resultOf(id: string, origin: string): Promise<CaseResult> {
  const response = await fetch(`${origin}/v1/articles/${id}`, {
    headers: { accept: 'application/json', prefer: `wait=${MAX_WAIT_SECONDS}` },
    signal: AbortSignal.timeout((MAX_WAIT_SECONDS + 10) * 1000),
  });
  const result = (await response.json()) as CaseResult & { readonly status: string };
  if (result.status !== 'enriched')
    throw new Error(`${id} is ${result.status} after ${MAX_WAIT_SECONDS} seconds`);
  return result;
}
