/** What the service promised about an article by its answers. */
export interface Promised {
  readonly id: string;
  /** When it was accepted first; milliseconds since the run began. */
  readonly acceptedAtMs: number;
  /** Names of the callbacks that were accepted with it. */
  readonly callbacks: Set<string>;
  /** The least revision that must be readable in the end: one more than the first where a refresh was accepted. */
  leastRevision: number;
  /** `asked`: nobody knows whether the answer was lost or the request. */
  deletion: 'none' | 'asked' | 'confirmed';
}

/** An answer that must never be given. */
export interface WrongAnswer {
  readonly request: string;
  readonly status: number;
  readonly detail: string;
}

/** Keeps what clients were promised, to hold the service to it. */
export class Promises {
  readonly articles = new Map<string, Promised>();
  readonly wrongAnswers: WrongAnswer[] = [];
  /** Milliseconds since the run began. */
  readonly now: () => number;
  /** When an article was accepted last. */
  lastAcceptedAtMs = 0;

  constructor(now: () => number) {
    this.now = now;
  }

  noteAccepted(id: string, callback?: string): Promised {
    const promised: Promised = this.articles.get(id) ?? {
      id,
      acceptedAtMs: this.now(),
      callbacks: new Set(),
      leastRevision: 1,
      deletion: 'none',
    };
    this.articles.set(id, promised);
    if (callback !== undefined) promised.callbacks.add(callback);
    this.lastAcceptedAtMs = this.now();
    return promised;
  }

  noteWrong(request: string, status: number, detail: unknown): void {
    this.wrongAnswers.push({ request, status, detail: JSON.stringify(detail ?? null).slice(0, 300) });
  }
}
