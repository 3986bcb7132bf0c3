/** What a key may be allowed to do. */
export const SCOPES = ['submit', 'read', 'operate'] as const;
export type Scope = (typeof SCOPES)[number];

/** A key to the API. The secret itself is not kept. */
export interface ApiKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** SHA-256 of the secret, in hexadecimal. */
  readonly digest: string;
}
