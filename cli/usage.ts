import { LINK_SITES } from '../src/tickers/company-links.ts';

/** The arguments are invalid. The message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `usage: tickerspan COMMAND [OPTIONS]

  tickerspan submit FILE…|FOLDER…|-   post articles: .html, .md, .json, .ndjson; - is NDJSON on standard input
  tickerspan get ID                   print an article
  tickerspan follow                   print each finished article as it comes, one JSON a line
  tickerspan annotate FILE|-          find, judge and link here, without any service and without quotes

  and on the store itself, by the service's settings (REDIS_URL and others) in the environment:

  tickerspan doctor                   look at settings, Redis, queues, ledger and providers, a line each
  tickerspan redrive                  queue failed articles once more
  tickerspan reconcile                find articles that no job will end, and rows of the ledger that do not balance, and mend them

  --url URL        where the API is; else TICKERSPAN_URL, else http://127.0.0.1:8080
  --version        the version
  --help           this, or more about a command: tickerspan submit --help

A key for the API is taken from TICKERSPAN_KEY. Exit codes: 0 done, 1 something was refused or failed, 2 the call
cannot be understood, 3 the API, or Redis, cannot be reached.
`;

export const COMMAND_USAGE: Readonly<Record<string, string>> = {
  submit: `usage: tickerspan submit [--resume JOURNAL] [--source NAME] FILE…|FOLDER…|-

Posts articles and prints a JSON line for each: { "item", "status", "id", "duplicate", "error" }. A folder is searched for .html,
.htm, .md, .markdown, .json and .ndjson files, .gz not among them; each line of an .ndjson file is an article. Posting an article again
does no harm: it has the same id, and no second job.

While the API is busy (429, 503) it waits as long as the API says, up to a quarter of an hour in which nothing is taken.

  --resume JOURNAL  notes what was taken in this file, and passes over what it names already
  --source NAME     the site or feed, for articles that do not say
`,
  get: `usage: tickerspan get [--format json|html|markdown|ld+json] [--wait SECONDS] ID

Prints an article. While it is queued or processing it waits for it, 30 seconds unless --wait says otherwise; 0 does not wait.
`,
  follow: `usage: tickerspan follow [--ticker TICKER] [--source NAME] [--after CURSOR] [--once]

Prints each finished article as a JSON line, as it comes; begins now, or behind a cursor. It connects again by itself and
misses nothing meanwhile. --once prints what there is and ends.
`,
  annotate: `usage: tickerspan annotate [--json] [--title TITLE] [--link-target SITE|TEMPLATE] [--min-confidence P] FILE|-

Prints the article with its companies linked: a Hexo post where the file ends in .md or begins with front matter, else HTML.
--json prints the mentions with their evidence instead. Nobody is asked for quotes: companies have no prices, and a post gets no
\`tickers:\` in its front matter.

  --link-target     where names link to, as the setting LINK_TARGET: ${LINK_SITES.join(', ')}, or a URL with {ticker} in it
`,
  doctor: `usage: tickerspan doctor [--json]

Looks at all that the service needs and prints a line of each: ok, warn or fault, which part, and what to do. Settings are shown without what is
secret in them; Redis is asked for its version, policy, append-only file, memory, latency and clock; the queues, workers and ledger for how they
stand; each quote provider for one quote. Exit code 1: there is a fault.

  --json   a JSON line of each: { "part", "state", "detail" }
`,
  redrive: `usage: tickerspan redrive [--code CODE] [--source NAME] [--since WHEN] [--limit N] [--dry-run]

Queues failed articles once more, those that failed first first, and prints a JSON line for each: { "id", "code", "source" }. What has killed its
workers (article_stalled) is left out unless --code names it.

  --code CODE      those that failed for this reason, such as store_unavailable or internal
  --source NAME    those of this source
  --since WHEN     those that failed since an instant (2026-11-25T09:00:00Z), or so long ago (90m, 12h, 2d)
  --limit N        so many at most
  --dry-run        only tells what would be done
`,
  reconcile: `usage: tickerspan reconcile [--in-flight-for SECONDS] [--dry-run]

Looks at all that is open in the ledger and all that is stored: queues what has no job, closes what has ended, adds to the feed what is missing
there, and corrects rows that do not balance in spite of that. Prints one JSON line that counts it. It may run beside workers. Exit code 1: the ledger
do not balance behind that.

  --in-flight-for SECONDS   leaves alone what was taken less long ago; 60
  --dry-run                 only tells what would be done
`,
};
