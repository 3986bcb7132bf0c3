/** How many lines of one kind are written in a minute. */
export interface RepeatLimits {
  /** Lines that are equal except for their time. */
  readonly same: number;
  /** Lines that each name another article, request or the like. */
  readonly similar: number;
}

export interface RepeatOptions {
  readonly limits?: RepeatLimits;
  readonly windowMs?: number;
}

/** The part that lines of one kind have in common. */
export interface LogLine {
  readonly message: string;
  readonly reason: string;
  /** Whether the line names its subject, and so differs from others of its kind. */
  readonly hasSubject: boolean;
}

const LIMITS: RepeatLimits = { same: 1, similar: 100 };
const WINDOW_MS = 60_000;

/**
 * How many reasons of one message, and how many kinds of lines, are distinguished. Outside
 * conditions can vary a reason at will.
 */
const MAX_REASONS = 20;
const MAX_KINDS = 1000;
const MAX_REASON_LENGTH = 300;

interface Kind {
  written: number;
  suppressed: number;
}

/**
 * Suppresses repeated log lines. The first line is written at once. At the end of each minute, the
 * number of further lines is reported, also after the last of them.
 */
export class LogRepeats {
  readonly #limits: RepeatLimits;
  readonly #windowMs: number;
  readonly #kinds = new Map<string, Kind>();
  readonly #reasons = new Map<string, number>();

  constructor({ limits = LIMITS, windowMs = WINDOW_MS }: RepeatOptions = {}) {
    this.#limits = limits;
    this.#windowMs = windowMs;
  }

  /**
   * Returns whether a line is to be written.
   * @param report is called at the end of a minute in which equal lines were suppressed, with their
   * number.
   */
  admits(line: LogLine, report: (suppressed: number, seconds: number) => void): boolean {
    const max = line.hasSubject ? this.#limits.similar : this.#limits.same;
    const key = this.#keyOf(line);
    const kind = this.#kinds.get(key) ?? this.#begin(key, line, report);
    const isWritten = kind.written < max;
    kind[isWritten ? 'written' : 'suppressed'] += 1;
    return isWritten;
  }

  #keyOf({ message, reason, hasSubject }: LogLine): string {
    // Reasons that differ only in ids, ports, times or counts are equal.
    const common = reason
      .slice(0, MAX_REASON_LENGTH)
      .replace(/[\w.-]+/g, (word) => (/\d/.test(word) ? '#' : word));
    const key = `${hasSubject} ${message}: ${common}`;
    const isKnown = this.#kinds.has(key);
    const isFull = (this.#reasons.get(message) ?? 0) >= MAX_REASONS || this.#kinds.size >= MAX_KINDS;
    return isKnown || !isFull ? key : `${hasSubject} ${message}`;
  }

  #begin(
    key: string,
    { message, hasSubject }: LogLine,
    report: (suppressed: number, seconds: number) => void,
  ): Kind {
    const kind: Kind = { written: 0, suppressed: 0 };
    this.#kinds.set(key, kind);
    this.#reasons.set(message, (this.#reasons.get(message) ?? 0) + 1);
    const timer = setInterval(() => {
      const { suppressed } = kind;
      if (suppressed > 0) {
        kind.suppressed = 0;
        // The report replaces the line itself, but names no subject.
        if (hasSubject) kind.written = 0;
        report(suppressed, this.#windowMs / 1000);
        return;
      }
      clearInterval(timer);
      this.#kinds.delete(key);
      const reasons = (this.#reasons.get(message) ?? 1) - 1;
      if (reasons === 0) this.#reasons.delete(message);
      else this.#reasons.set(message, reasons);
    }, this.#windowMs).unref();
    return kind;
  }
}
