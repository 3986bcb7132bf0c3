/** The most items in one request. */
const MAX_BATCH = 200;

interface Waiting<Item, Result> {
  readonly item: Item;
  resolve(result: Result): void;
  reject(reason: unknown): void;
}

/**
 * Collects calls for single items into calls of `send`. The first item is sent at once. Items that
 * arrive while a call is pending are sent together after it, so a single call has no delay and a
 * busy process makes few calls.
 *
 * @param send returns one result per item, in order. If it fails, the calls for all of its items
 * fail.
 */
export function batched<Item, Result>(
  send: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let isSending = false;

  async function sendAll(): Promise<void> {
    isSending = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MAX_BATCH);
      try {
        const results = await send(batch.map(({ item }) => item));
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
      } catch (reason) {
        for (const { reject } of batch) reject(reason);
      }
    }
    isSending = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!isSending) void sendAll();
    });
}
