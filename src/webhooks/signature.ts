import { createHmac } from 'node:crypto';

export interface Signed {
  /** The same for every attempt to deliver a message. */
  readonly id: string;
  readonly sentAt: Date;
}

/** Signs a body piece by piece. */
export interface Signer {
  update(piece: string | Uint8Array): void;
  /** Returns the headers for the pieces so far. Call it once. */
  headers(): Record<string, string>;
}

/**
 * Creates the headers of Standard Webhooks (https://www.standardwebhooks.com, specification 1.0.0).
 * They have one signature for each secret: while secrets rotate, a receiver that knows the old or
 * the new one can verify it.
 *
 * @param secrets each `whsec_` and the key in base64.
 */
export function createSigner({ id, sentAt }: Signed, secrets: readonly string[]): Signer {
  const seconds = Math.floor(sentAt.getTime() / 1000);
  const digests = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return createHmac('sha256', key).update(`${id}.${seconds}.`);
  });
  return {
    update(piece) {
      for (const digest of digests) digest.update(piece);
    },
    headers: () => ({
      'webhook-id': id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': digests.map((digest) => `v1,${digest.digest('base64')}`).join(' '),
    }),
  };
}
