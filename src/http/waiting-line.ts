import { AppError } from '../errors.ts';

/** Does one piece of work at a time; a limited number waits in line. */
export class WaitingLine {
  readonly #most: number;
  #inLine = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** @param most how many wait or are worked on. */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Does some work once all before it is done.
   * @throws AppError `overloaded` if too many wait already.
   */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inLine === this.#most)
      throw new AppError('overloaded', `${this.#most} others wait for the same already: come again later`);
    this.#inLine++;
    const before = this.#last;
    const own = before.then(work).finally(() => this.#inLine--);
    this.#last = own.catch(() => {});
    return await own;
  }
}
