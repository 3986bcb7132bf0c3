/** A call that cannot be understood; the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `usage: tickerspan COMMAND [OPTIONS]

  tickerspan submit FILE…|FOLDER…|-   post articles: .html, .md, .json, .ndjson; - is NDJSON on standard input
  tickerspan get ID                   print an article
  tickerspan follow                   print each finished article as it comes, one JSON a line
  tickerspan annotate FILE|-          find, judge and link here, without any service and without quotes

  --url URL        where the API is; else TICKERSPAN_URL, else http://127.0.0.1:8080
  --help           this, or more about a command: tickerspan submit --help

A key for the API is taken from TICKERSPAN_KEY. Exit codes: 0 done, 1 something was refused or failed, 2 the call
cannot be understood, 3 the API cannot be reached.
`;

export const COMMAND_USAGE: Readonly<Record<string, string>> = {
  submit: `usage: tickerspan submit [--resume JOURNAL] [--source NAME] FILE…|FOLDER…|-

Posts articles and prints a JSON line for each: { "item", "status", "id", "duplicate", "error" }. A folder is searched for .html,
.htm, .md, .markdown, .json and .ndjson files, .gz not among them; each line of an .ndjson file is an article. Posting an article again
does no harm: it has the same id, and no second job.

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
--json prints the mentions with their evidence instead.
`,
};
