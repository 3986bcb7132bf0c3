/** What was found about one part of the service. */
export interface Finding {
  readonly part: string;
  /** `warn`: it works, and somebody should know. */
  readonly state: 'ok' | 'warn' | 'fault';
  /** On one line, and what to do where it is not ok. */
  readonly detail: string;
}

export const ok = (part: string, detail: string): Finding => ({ part, state: 'ok', detail });
export const warn = (part: string, detail: string): Finding => ({ part, state: 'warn', detail });
export const fault = (part: string, detail: string): Finding => ({ part, state: 'fault', detail });
