import { OUTCOME, pageShell } from './page-shell.ts';

/** `GET /articles/{id}`: an article as far as it is. It is the same for all: its script asks for the one in its address. */
export function readingPage(needsKey: boolean): string {
  return pageShell({ title: 'Article · tickerspan', script: 'reading-page.js', main: OUTCOME, needsKey });
}
