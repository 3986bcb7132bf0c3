/** Where a command writes: results to one side, what is meant for people to the other. */
export interface Output {
  /** A line of results. */
  print(line: string): void;
  /** Results as they are. */
  write(text: string): void;
  /** A line for people. */
  say(line: string): void;
  /** What replaces the last such text on a terminal; nothing where no terminal is. */
  progress(text: string): void;
}

/** Standard output and standard error. A reader that goes away, as `head` does, ends the process quietly. */
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

/** `[#####.....] 50 % 500/1000, 3 refused`; without a total, what is done so far. */
export function progressBar(done: number, total: number | undefined, refused: number): string {
  const failed = refused > 0 ? `, ${refused} refused` : '';
  if (total === undefined || total === 0) return `${done} articles${failed}`;
  const share = Math.min(1, done / total);
  const filled = Math.round(share * BAR_WIDTH);
  const bar = '#'.repeat(filled) + '.'.repeat(BAR_WIDTH - filled);
  return `[${bar}] ${Math.floor(share * 100)} % ${done}/${total}${failed}`;
}
