import { EventEmitter } from 'node:events';
import type { Worker } from 'bullmq';
import { pauseOnErrors } from '../../../../src/queue/pause-on-errors.ts';

/** A worker whose every request fails, as when Redis refuses a command. */
class FailingWorker extends EventEmitter {
  asked = 0;
  isPaused = false;
  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }
  ask(times: number): void {
    for (let time = 0; time < times && !this.isPaused; time += 1) {
      this.asked += 1;
      this.emit('error', new Error('NOPERM'));
    }
  }
}

test('a worker whose commands are all refused retries a few times a second, and recovers afterwards', () => {
  // Keep the real `performance`, because its methods must be called on it.
  jest.useFakeTimers({ doNotFake: ['performance'] });
  const worker = new FailingWorker();
  pauseOnErrors(worker as unknown as Worker);
  for (let second = 0; second < 10; second += 1) {
    worker.ask(3000);
    jest.advanceTimersByTime(1000);
  }
  expect(worker.asked).toBe(50);
  expect(worker.isPaused).toBe(false);
  jest.useRealTimers();
});
