/** `npm run check:metrics`: what the API and a worker serve at /metrics, held against Prometheus' own rules by promtool. */
import { ensureNode } from './setup/node-version.mjs';

ensureNode();
// Imported only now, and without await: an older Node cannot even read the rest.
void import('./check-metrics/main.mjs').then(({ main }) => main());
