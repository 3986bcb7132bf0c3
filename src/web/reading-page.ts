import { OUTCOME, pageShell } from './page-shell.ts';

/**
 * `GET /articles/{id}`: shows an article and its progress. The page is the same for all articles:
 * its script requests the one in the address.
 */
export function readingPage(needsKey: boolean): string {
  return pageShell({ title: 'Article · tickerspan', script: 'reading-page.js', main: OUTCOME, needsKey });
}
