/** The keys of an article. They share a hash tag, and so the slot of a cluster: one step may change them all. */
export function keysOf(id: string) {
  const prefix = `tickerspan:{${id}}`;
  return {
    record: `${prefix}:record`,
    text: `${prefix}:text`,
    enrichment: `${prefix}:enrichment`,
    seen: `${prefix}:seen`,
    // Which worker processes have it in hand: see ArticleClaims.
    claims: `${prefix}:claims`,
    // What it owes to whom: see CallbackStore.
    callbacks: `${prefix}:callbacks`,
    deliveries: `${prefix}:deliveries`,
  };
}
