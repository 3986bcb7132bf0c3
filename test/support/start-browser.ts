import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { tracked } from './open-resources.ts';

export interface TestBrowser extends AsyncDisposable {
  /** Opens a page with its own browser profile. */
  open(options?: BrowserContextOptions): Promise<OpenedPage>;
}

/** A page and its activity so far. */
export interface OpenedPage {
  readonly page: Page;
  /** The address of every request, including those of frames and popups. */
  readonly requests: readonly string[];
  /** Errors and warnings of the console, and uncaught errors. */
  readonly complaints: readonly string[];
}

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts Chromium without a window. It downloads nothing and uses the one on this machine. */
export async function startBrowser(): Promise<TestBrowser> {
  const browser = await chromium.launch({ executablePath: findChromium(process.env.PATH ?? ''), args: ARGS });
  const open = async (options: BrowserContextOptions = {}): Promise<OpenedPage> => {
    const context = await browser.newContext({ timezoneId: 'Asia/Shanghai', ...options });
    context.setDefaultTimeout(15_000);
    const requests: string[] = [];
    const complaints: string[] = [];
    context.on('request', (request) => requests.push(request.url()));
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    context.on('weberror', (error) => complaints.push(String(error.error())));
    return { page: await context.newPage(), requests, complaints };
  };
  return tracked('chromium', { open }, () => browser.close());
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Finds the first of Chromium's names on the PATH. */
export function findChromium(path: string): string {
  const found = NAMES.flatMap((name) => path.split(delimiter).map((folder) => join(folder, name))).find(
    isExecutable,
  );
  if (found !== undefined) return found;
  throw new Error(
    `Tests in a browser need Chromium, and none of ${NAMES.join(', ')} is on the PATH. On Debian: apt-get install chromium`,
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
