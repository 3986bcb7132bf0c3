import { Gauge, type Registry } from 'prom-client';

/** Has a registry tell whether its process consumes, as it is when it is asked. */
export function watchWorker(registry: Registry, isConsuming: () => Promise<boolean>): void {
  new Gauge({
    name: 'tickerspan_worker_consuming',
    help: 'Whether this worker consumes: 0 where it is alive, does nothing, and articles wait.',
    registers: [registry],
    async collect() {
      this.set((await isConsuming()) ? 1 : 0);
    },
  });
}
