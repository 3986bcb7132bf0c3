/** `npm test`: everything in place, then Jest with the arguments as they came. */
import { ensureNode } from './setup/node-version.mjs';

ensureNode();
// Imported only now, and without await: an older Node cannot even read the rest.
void import('./test/main.mjs').then(({ main }) => main(process.argv.slice(2)));
