import { parseArgs } from 'node:util';
import { reconcile as reconcileStore } from '../../src/operations/reconcile.ts';
import { storeNow } from '../../src/redis/clock.ts';
import type { Output } from '../output.ts';
import { UsageError } from '../usage.ts';
import { type Env, withStore } from './store.ts';

/**
 * Runs `tickerspan reconcile`: finds and completes what no step will complete. Returns 1 if the
 * ledger does not balance afterward.
 */
export async function reconcile(args: readonly string[], env: Env, out: Output): Promise<number> {
  const { isDryRun, inFlightForMs } = optionsIn(args);
  return await withStore(env, async (store) => {
    const { checked, mended } = await reconcileStore(store, {
      isDryRun,
      inFlightForMs,
      now: await storeNow(store.redis),
      onProgress: (count) => out.progress(`${count} articles checked`),
    });
    const { imbalance, inFlight } = await store.ledger.totals();
    out.print(JSON.stringify({ checked, ...mended, inFlight, imbalance }));
    const count = Object.values(mended).reduce((sum, one) => sum + one, 0);
    const left = inFlight > 0 ? `, ${inFlight} in flight` : '';
    out.say(`${count} ${isDryRun ? 'to be repaired' : 'repaired'}; ${verdictOf(imbalance)}${left}`);
    return imbalance === 0 ? 0 : 1;
  });
}

function verdictOf(imbalance: number): string {
  return imbalance === 0 ? 'the ledger balances' : `the ledger is out by ${imbalance}`;
}

function optionsIn(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'in-flight-for': { type: 'string', default: '60' },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  const seconds = values['in-flight-for'];
  if (!/^\d{1,7}$/.test(seconds)) throw new UsageError('--in-flight-for must be a number of seconds');
  return { isDryRun: values['dry-run'], inFlightForMs: Number(seconds) * 1000 };
}
