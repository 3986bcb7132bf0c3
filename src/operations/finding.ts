/** One result of an examination of the service. */
export interface Finding {
  readonly part: string;
  /** `warn`: it works, but somebody should know. */
  readonly state: 'ok' | 'warn' | 'fault';
  /** One line. If the state is not `ok`, it also says what to do. */
  readonly detail: string;
}

export const ok = (part: string, detail: string): Finding => ({ part, state: 'ok', detail });
export const warn = (part: string, detail: string): Finding => ({ part, state: 'warn', detail });
export const fault = (part: string, detail: string): Finding => ({ part, state: 'fault', detail });
