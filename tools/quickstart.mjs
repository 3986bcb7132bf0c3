/** `npm run quickstart`: everything set up and started, an example article enriched and shown. */
import { ensureNode } from './setup/node-version.mjs';

ensureNode();
// Imported only now, and without await: an older Node cannot even read the rest.
void import('./quickstart/main.mjs').then(({ main }) => main(process.argv.slice(2)));
