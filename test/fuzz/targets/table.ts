import type { FuzzTarget } from '../target.ts';
import { annotating } from './annotating.ts';
import { dates } from './dates.ts';
import { dialects } from './dialects.ts';
import { feeds } from './feeds.ts';
import { frontMatter } from './front-matter.ts';
import { intake } from './intake.ts';
import { providers } from './providers.ts';

/** All fuzz targets. */
export const TARGETS: readonly FuzzTarget[] = [
  intake,
  frontMatter,
  feeds,
  dates,
  dialects,
  annotating,
  providers,
];
