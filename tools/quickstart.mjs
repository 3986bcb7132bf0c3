/**
 * `npm run quickstart`: sets up and starts everything, then enriches and shows an example article.
 */
import { ensureNode } from './setup/node-version.mjs';

ensureNode();
// An older Node cannot parse the rest, so import it only now, and without await.
void import('./quickstart/main.mjs').then(({ main }) => main(process.argv.slice(2)));
