/** What the service promised about an article by its responses. */
export interface Promised {
  readonly id: string;
  /** When it was first accepted, in milliseconds since the run began. */
  readonly acceptedAtMs: number;
  /** Names of the callbacks that were accepted with it. */
  readonly callbacks: Set<string>;
  /** The lowest revision that must be readable at the end: 2 if a refresh was accepted. */
  leastRevision: number;
  /** `asked`: either the request or its response was lost. */
  deletion: 'none' | 'asked' | 'confirmed';
}

/** A response that must never occur. */
export interface WrongAnswer {
  readonly request: string;
  readonly status: number;
  readonly detail: string;
}

/** Records what clients were promised, to compare it with the outcome. */
export class Promises {
  readonly articles = new Map<string, Promised>();
  readonly wrongAnswers: WrongAnswer[] = [];
  /** Returns the milliseconds since the run began. */
  readonly now: () => number;
  /** When an article was last accepted. */
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
