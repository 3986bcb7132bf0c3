import type { Worker } from 'bullmq';

const MAX_ERRORS = 5;
const WINDOW_MS = 1000;
const PAUSE_MS = 1000;

/**
 * Pauses a worker for a second after several errors in a second. BullMQ fetches the next job at
 * once after an error that is not one of the connection. If Redis refuses a command, BullMQ would
 * repeat it as fast as it can.
 */
export function pauseOnErrors(
  worker: Pick<Worker, 'on' | 'pause' | 'resume'>,
  now = (): number => performance.now(),
): void {
  let errors = 0;
  let since = Number.NEGATIVE_INFINITY;
  let resuming: NodeJS.Timeout | undefined;
  worker.on('error', () => {
    if (resuming) return;
    if (now() - since >= WINDOW_MS) [errors, since] = [0, now()];
    errors += 1;
    if (errors < MAX_ERRORS) return;
    errors = 0;
    // Jobs that are being processed continue.
    void worker.pause(true);
    resuming = setTimeout(() => {
      resuming = undefined;
      void worker.resume();
    }, PAUSE_MS);
  });
  worker.on('closing', () => clearTimeout(resuming));
}
