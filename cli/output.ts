/** Where a command writes: results to one stream, messages for people to the other. */
export interface Output {
  /** A line of results. */
  print(line: string): void;
  /** Writes results unchanged. */
  write(text: string): void;
  /** A line for people. */
  say(line: string): void;
  /** Replaces the last progress text on a terminal. Does nothing without a terminal. */
  progress(text: string): void;
}

/**
 * Writes to standard output and standard error. If the reader goes away, as `head` does, the
 * process ends quietly.
 */
export function standardOutput(): Output {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const isTerminal = process.stderr.isTTY === true;
  let isDrawn = false;
  const clear = (): void => {
    if (isDrawn) process.stderr.write('\r\x1b[K');
    isDrawn = false;
  };
  return {
    print(line) {
      clear();
      process.stdout.write(`${line}\n`);
    },
    write: (text) => void process.stdout.write(text),
    say(line) {
      clear();
      process.stderr.write(`${line}\n`);
    },
    progress(text) {
      if (!isTerminal) return;
      clear();
      process.stderr.write(text);
      isDrawn = true;
    },
  };
}

const BAR_WIDTH = 30;

/**
 * Returns `[#####.....] 50 % 500/1000, 3 refused`. Without a total, returns what is done so far.
 */
export function progressBar(done: number, total: number | undefined, refused: number): string {
  const failed = refused > 0 ? `, ${refused} refused` : '';
  if (total === undefined || total === 0) return `${done} articles${failed}`;
  const share = Math.min(1, done / total);
  const filled = Math.round(share * BAR_WIDTH);
  const bar = '#'.repeat(filled) + '.'.repeat(BAR_WIDTH - filled);
  return `[${bar}] ${Math.floor(share * 100)} % ${done}/${total}${failed}`;
}
