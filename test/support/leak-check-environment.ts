import type { Circus } from '@jest/types';
import { TestEnvironment } from 'jest-environment-node';
import { OPEN_RESOURCES } from './open-resources-key.ts';

/** Node's environment. It fails a test file that leaves a server, worker or Redis open. */
export default class LeakCheckEnvironment extends TestEnvironment {
  // Hooks of a setup file would run before the file's own afterAll. This event comes after all
  // hooks.
  handleTestEvent(event: Circus.AsyncEvent | Circus.SyncEvent, state: Circus.State): void {
    if (event.name !== 'run_finish') return;
    const open = (this.global as Record<symbol, Map<object, string> | undefined>)[OPEN_RESOURCES];
    if (open && open.size > 0)
      state.unhandledErrors.push(new Error(`left open: ${[...open.values()].join(', ')}`));
  }
}
