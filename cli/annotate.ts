import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { envSchema } from '../config/env.ts';
import { annotate } from '../src/articles/annotate.ts';
import type { Article } from '../src/articles/article.ts';
import { listed } from '../src/articles/enrich-article.ts';
import { frontMatterOf } from '../src/articles/front-matter.ts';
import { parseSubmission } from '../src/articles/parse-submission.ts';
import { findMentions } from '../src/mentions/find/find-mentions.ts';
import { judgeFindings } from '../src/mentions/judge/judge-mentions.ts';
import type { Output } from './output.ts';
import { UsageError } from './usage.ts';

/**
 * Runs `tickerspan annotate FILE|-`: finds and annotates only, without service, network and quotes.
 */
export function annotateFile(args: readonly string[], out: Output): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      title: { type: 'string' },
      'link-target': { type: 'string', default: 'sina' },
      'min-confidence': { type: 'string', default: '0.5' },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('Name one file, or - for standard input');
  const minConfidence = Number(values['min-confidence']);
  if (!(minConfidence >= 0 && minConfidence <= 1))
    throw new UsageError('--min-confidence must be a number from 0 to 1');
  const target = envSchema.shape.LINK_TARGET.safeParse(values['link-target']);
  if (!target.success) throw new UsageError(`--link-target: ${target.error.issues[0]?.message}`);
  if (file !== '-' && !existsSync(file)) throw new UsageError(`File not found: ${file}`);
  const article = articleIn(file);
  const findings = findMentions(article.body, { format: article.format });
  const { mentions } = judgeFindings(findings, {
    minConfidence,
    title: values.title ?? article.metadata.title,
    findRepeats: true,
  });
  if (values.json) {
    out.print(JSON.stringify({ article: article.metadata, mentions: mentions.map(listed) }, null, 2));
    return 0;
  }
  out.write(article.frontMatter + annotate(article.body, mentions, { linkTarget: target.data }));
  return 0;
}

/** How many bytes are searched for front matter. */
const LOOKED_AT = 65_536;

function articleIn(file: string): Article {
  const bytes = readFileSync(file === '-' ? 0 : file);
  const isPost =
    /\.(?:md|markdown)$/i.test(file) || frontMatterOf(bytes.toString('utf8', 0, LOOKED_AT)) !== undefined;
  return parseSubmission(isPost ? 'text/markdown' : 'text/html', bytes);
}
