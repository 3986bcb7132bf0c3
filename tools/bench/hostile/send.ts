/**
 * Sends one load to an API from a separate process: `send.ts NAME TARGET`, with the target as JSON.
 * Prints the outcome.
 */
import { LOADS, type Target } from './loads.ts';

const [name = '', target = ''] = process.argv.slice(2);
const load = LOADS[name];
if (!load) throw new Error(`there is no load ${name}`);
console.log(await load(JSON.parse(target) as Target));
process.exit();
