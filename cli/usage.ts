import { LINK_SITES } from '../src/tickers/company-links.ts';

/** The arguments are invalid. The message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `usage: tickerspan COMMAND [OPTIONS]

  tickerspan submit FILE…|FOLDER…|-   submit articles: .html, .md, .json, .ndjson; - reads NDJSON from standard input
  tickerspan get ID                   print an article
  tickerspan follow                   print each finished article as one line of JSON, as it arrives
  tickerspan annotate FILE|-          find, judge and link companies on this machine, without the service and without quotes

Commands that work on the store directly, with the service's settings (REDIS_URL and others) in the environment:

  tickerspan doctor                   check settings, Redis, queues, ledger and providers
  tickerspan redrive                  queue failed articles again
  tickerspan reconcile                repair articles that no job will finish, and ledger rows that do not balance

  --url URL        the address of the API; default: TICKERSPAN_URL, or http://127.0.0.1:8080
  --version        print the version
  --help           print this, or help about one command: tickerspan submit --help

TICKERSPAN_KEY is the key for the API. Exit codes: 0 done; 1 something was refused or failed; 2 invalid arguments;
3 the API or Redis cannot be reached.
`;

export const COMMAND_USAGE: Readonly<Record<string, string>> = {
  submit: `usage: tickerspan submit [--resume JOURNAL] [--source NAME] FILE…|FOLDER…|-

Submits articles and prints one line of JSON for each: { "item", "status", "id", "duplicate", "error" }. In a folder it finds .html, .htm,
.md, .markdown, .json and .ndjson files, but not .gz. Each line of an .ndjson file is an article. It is safe to submit an article again:
it has the same id and gets no second job.

While the API is busy (429, 503), the command waits as long as the API asks. It gives up when nothing is accepted for 15 minutes.

  --resume JOURNAL  record accepted articles in this file, and skip those that it already lists
  --source NAME     the site or feed of articles that name none
`,
  get: `usage: tickerspan get [--format json|html|markdown|ld+json] [--wait SECONDS] ID

Prints an article. If it is not finished, waits for it: 30 seconds, or as --wait says. 0 does not wait.
`,
  follow: `usage: tickerspan follow [--ticker TICKER] [--source NAME] [--after CURSOR] [--once]

Prints each finished article as one line of JSON, as it arrives. Begins now, or after a cursor. Reconnects when the connection breaks, and
misses nothing meanwhile. --once prints what is there and exits.
`,
  annotate: `usage: tickerspan annotate [--json] [--title TITLE] [--link-target SITE|TEMPLATE] [--min-confidence P] FILE|-

Prints the article with linked companies: as a Hexo post if the file ends in .md or begins with front matter, else as HTML. It requests no
quotes, so companies have no prices, and a post gets no \`tickers:\` in its front matter.

  --json            print the mentions with their evidence instead
  --title TITLE     the title of the article
  --link-target     where names link to, as the setting LINK_TARGET: ${LINK_SITES.join(', ')}, or a URL with {ticker}
  --min-confidence  mentions with at least this confidence are genuine, as the setting MIN_CONFIDENCE
`,
  doctor: `usage: tickerspan doctor [--json]

Checks everything that the service needs and prints one line for each check: ok, warn or fault, the part, and what to do. It shows the
settings without their secrets. It checks the version, policy, append-only file, memory, latency and clock of Redis; the state of queues,
workers and ledger; and requests one quote from each provider. Exit code 1: there is a fault.

  --json   print each check as one line of JSON: { "part", "state", "detail" }
`,
  redrive: `usage: tickerspan redrive [--code CODE] [--source NAME] [--since WHEN] [--limit N] [--dry-run]

Queues failed articles again, those that failed first first, and prints one line of JSON for each: { "id", "code", "source" }. It skips
articles that killed their workers (article_stalled), unless --code names that code.

  --code CODE      only articles that failed with this code, such as store_unavailable or internal
  --source NAME    only articles of this source
  --since WHEN     only articles that failed since a time (2026-11-25T09:00:00Z) or within a period (90m, 12h, 2d)
  --limit N        at most this many
  --dry-run        only report what would be done
`,
  reconcile: `usage: tickerspan reconcile [--in-flight-for SECONDS] [--dry-run]

Checks all open entries of the ledger and all stored articles. Queues articles without a job, closes entries of finished articles, adds
missing articles to the feed, and corrects rows that still do not balance. Prints one line of JSON with the counts. It may run beside
workers. Exit code 1: the ledger does not balance afterward.

  --in-flight-for SECONDS   skip articles accepted less than this long ago; default 60
  --dry-run                 only report what would be done
`,
};
