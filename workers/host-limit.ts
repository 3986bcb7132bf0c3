/** So many are in hand at a host already. */
export class HostBusy extends Error {
  override readonly name = 'HostBusy';

  constructor() {
    super('enough is in hand at this host');
  }
}

/** Keeps a host that answers slowly from taking every place of a worker. */
export class HostLimit {
  readonly #most: number;
  readonly #inHand = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Does some work for a host. @throws HostBusy where it has to wait for another. */
  async lend<T>(host: string, work: () => Promise<T>): Promise<T> {
    const inHand = this.#inHand.get(host) ?? 0;
    if (inHand >= this.#most) throw new HostBusy();
    this.#inHand.set(host, inHand + 1);
    try {
      return await work();
    } finally {
      const left = (this.#inHand.get(host) ?? 1) - 1;
      if (left === 0) this.#inHand.delete(host);
      else this.#inHand.set(host, left);
    }
  }
}
