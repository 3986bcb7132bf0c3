import type { Dialect } from '../dialect.ts';
import { bracketedCode } from './bracketed-code.ts';
import { cashtag } from './cashtag.ts';
import { cls } from './cls.ts';
import { codeLabel } from './code-label.ts';
import { eastmoney } from './eastmoney.ts';
import { hexun } from './hexun.ts';
import { jrj } from './jrj.ts';
import { netease } from './netease.ts';
import { sinaAShare } from './sina-a-share.ts';
import { sinaForex } from './sina-forex.ts';
import { sinaFutures } from './sina-futures.ts';
import { sinaHkShare } from './sina-hk-share.ts';
import { sinaKeywords } from './sina-keywords.ts';
import { sinaMobile } from './sina-mobile.ts';
import { sinaUsShare } from './sina-us-share.ts';
import { tencent } from './tencent.ts';
import { tonghuashun } from './tonghuashun.ts';
import { writtenCode } from './written-code.ts';
import { xueqiu } from './xueqiu.ts';

/** All dialects in order of precedence: if two claim the same element, the first one gets it. */
export const DIALECTS: readonly Dialect[] = [
  sinaAShare,
  sinaHkShare,
  sinaUsShare,
  sinaForex,
  sinaFutures,
  sinaKeywords,
  sinaMobile,
  eastmoney,
  tonghuashun,
  xueqiu,
  netease,
  tencent,
  jrj,
  hexun,
  cls,
  cashtag,
  bracketedCode,
  codeLabel,
  writtenCode,
];
