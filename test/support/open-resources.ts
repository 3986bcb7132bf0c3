import type { ShutdownStep } from '../../src/shutdown.ts';
import { OPEN_RESOURCES } from './open-resources-key.ts';

// What this test file has opened and not yet closed, by name. The environment fails a file that
// leaves something here.
const openResources = new Map<object, string>();
Object.assign(globalThis, { [OPEN_RESOURCES]: openResources });

/** Marks a resource as open until it is disposed of. Repeated disposal runs once. */
export function tracked<T extends object>(
  name: string,
  resource: T,
  close: () => Promise<void>,
): T & AsyncDisposable {
  let closing: Promise<void> | undefined;
  const disposable = Object.defineProperty(resource, Symbol.asyncDispose, {
    value: () => {
      closing ??= close().finally(() => openResources.delete(resource));
      return closing;
    },
  });
  openResources.set(resource, name);
  return disposable as T & AsyncDisposable;
}

/** Closes what a process has opened, step by step, with no time limit. */
export async function closeAll(steps: readonly ShutdownStep[]): Promise<void> {
  for (const { close } of steps) await close();
}
