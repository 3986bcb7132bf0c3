/** `npm run check:image`: the image's steps in empty folders, for machines without a Docker engine. */
import { ensureNode } from './setup/node-version.mjs';

ensureNode();
// Imported only now, and without await: an older Node cannot even read the rest.
void import('./replay-image/main.mjs').then(({ main }) => main());
