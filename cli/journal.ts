import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** What of a submission was taken already, so that one that broke off goes on where it was. */
export interface Journal {
  has(item: string): boolean;
  note(item: string): void;
}

const NOTHING: Journal = { has: () => false, note: () => {} };

/** A file with a line for each item that was taken; without a path nothing is remembered. */
export function openJournal(path: string | undefined): Journal {
  if (path === undefined) return NOTHING;
  // A line that was cut off by the end of the process is no item.
  const known = new Set(existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : []);
  return {
    has: (item) => known.has(item),
    note(item) {
      known.add(item);
      appendFileSync(path, `${item}\n`);
    },
  };
}
