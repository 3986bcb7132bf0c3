/** Sends one load to an API, in a process of its own: `send.ts NAME TARGET`, the target as JSON. Prints what came of it. */
import { LOADS, type Target } from './loads.ts';

const [name = '', target = ''] = process.argv.slice(2);
const load = LOADS[name];
if (!load) throw new Error(`there is no load ${name}`);
console.log(await load(JSON.parse(target) as Target));
process.exit();
