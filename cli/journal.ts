import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** Records what was accepted, so that an interrupted submission continues where it was. */
export interface Journal {
  has(item: string): boolean;
  note(item: string): void;
}

const NOTHING: Journal = { has: () => false, note: () => {} };

/** Opens a file with one line for each accepted item. Without a path, nothing is recorded. */
export function openJournal(path: string | undefined): Journal {
  if (path === undefined) return NOTHING;
  // The last line may have been cut off when the process ended.
  const known = new Set(existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : []);
  return {
    has: (item) => known.has(item),
    note(item) {
      known.add(item);
      appendFileSync(path, `${item}\n`);
    },
  };
}
