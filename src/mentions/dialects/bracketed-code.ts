import { symbolAt } from '../../tickers/american-symbols.ts';
import { tickerOfBareCode } from '../../tickers/bare-codes.ts';
import { wordsOfKinds } from '../../tickers/exchange-words.ts';
import { folded } from '../../tickers/fold-text.ts';
import { kindOf, type TickerKind } from '../../tickers/markets.ts';
import { type Ticker, tickerFrom } from '../../tickers/ticker.ts';
import { tickerOfTextCode, type WrittenCode, writtenCodeAt } from '../../tickers/written-codes.ts';
import { labeledCodesAt } from '../code-labels.ts';
import type { Dialect, TickerInText } from '../dialect.ts';

const DIGIT = '[0-9０-９]';
const OPEN = '[（(【\\[〔［]';
const INSIDE = '[^（()）【】\\[\\]〔〕［］$\\n]';
const NO_LETTER = '(?![A-Za-z])';
const SEEN_WORD =
  `(?:${wordsOfKinds('short', 'name', 'country', 'suffix', 'composite')}|s[hz]|bj|hk)${NO_LETTER}` +
  `|[.．](?:${wordsOfKinds('venue')})${NO_LETTER}|${wordsOfKinds('han', 'class', 'page')}|代[码碼号號]|[Cc]ode`;

/**
 * Codes in brackets. Only the brackets, an exchange, a name before them or a label show that they
 * are codes: `（601899）`, `(000408,SZ)`, `（SZ 002156，收盘价：…）`, `(601390,股吧)`, `（BIDU.O）`,
 * `（深交所：002594 / 港交所：1211）`, `（NYSE：BRK/B）`, `（股票代码：600519）`, `券商ETF（512880）`. Letters without an
 * exchange, such as `（FB）`, may be any abbreviation and are ignored.
 */
export const bracketedCode: Dialect = {
  name: 'text',
  // Looser than the notation, but almost free. Scripts and attributes have brackets too, but few
  // contain these words and digits.
  marker: `(?:${OPEN}|&#(?:65288|[xX][fF]{2}08);)[^（()）【】\\[\\]〔〕［］\\n"{}]{0,120}?(?:${DIGIT}{5,6}(?!${DIGIT})|${SEEN_WORD})|>\\s?${DIGIT}{5,6}\\s?</`,
  needs: [...'（(【[〔［', '&#65288;', '&#xff08;', '&#xFF08;', '&#XFF08;'],
  notation: {
    pattern: `${OPEN}${INSIDE}{2,120}[）)】\\]〕］]?`,
    read(match, before, after) {
      if (!/[0-9A-Z０-９Ａ-Ｚ]/.test(match)) return [];
      const text = folded(before + match + after);
      const found = codesIn(text, before.length, before.length + match.length);
      return found.map(({ ticker, start, end }) => ({
        ticker,
        start: start - before.length,
        end: end - before.length,
      }));
    },
  },
};

/** Where a code, or the word before it, may start. */
const BEGINNING = new RegExp(
  `(?<![A-Za-z0-9])[0-9A-Zsbh]|${wordsOfKinds('han', 'class', 'place')}|(?:股|证|上|基|[可转]?转|债|指|代|公|场|交|深|沪|北|港|香|纽|纳|联|美)(?=.{0,12}[0-9A-Z])`,
  'g',
);

/** Returns the codes from the bracket at `from` up to `to`, in a folded text. */
function codesIn(text: string, from: number, to: number): readonly TickerInText[] {
  const codes: TickerInText[] = [];
  let last: WrittenCode | undefined;
  BEGINNING.lastIndex = from + 1;
  for (let next = BEGINNING.exec(text); next && next.index < to; next = BEGINNING.exec(text)) {
    const at = next.index;
    const list = labeledCodesAt(text, at, 'brackets');
    const code = list ? undefined : (writtenCodeAt(text, at, 'brackets') ?? listedAt(text, at, last));
    const more = list?.codes ?? (code ? [code] : bareCodesAt(text, at, from, codes));
    last = code ?? last;
    codes.push(...more.map(({ ticker, start, end }) => ({ ticker, start, end })));
    BEGINNING.lastIndex = Math.max(list?.end ?? code?.next ?? more[0]?.end ?? 0, at + 1);
  }
  return codes;
}

/**
 * Reads one more code of the same exchange as the last code: `（NYSE：BRK/A、BRK/B）`,
 * `（港交所：0700、9988）`.
 */
function listedAt(text: string, at: number, last: WrittenCode | undefined): WrittenCode | undefined {
  if (last === undefined || (last.venue !== 'us' && last.venue !== 'hk')) return undefined;
  const joint = text.slice(last.next, at);
  if (!/^ {0,2}(?:[、/和及与,]|and) {0,2}$/.test(joint)) return undefined;
  const digits = last.venue === 'hk' ? /^\d{4,5}(?!\d)/.exec(text.slice(at, at + 6))?.[0] : undefined;
  const code =
    digits === undefined ? undefined : { ticker: tickerFrom(`hk${digits}`), end: at + digits.length };
  const found = last.venue === 'us' ? symbolAt(text, at) : code;
  if (!found?.ticker || !/^ {0,2}[)\],;、/|和及与]/.test(text.slice(found.end, found.end + 4)))
    return undefined;
  // After a comma any abbreviation may follow, unless it is another share class of the same
  // company.
  if (joint.includes(',') && found.ticker.slice(0, 5) !== last.ticker.slice(0, 5)) return undefined;
  return { ticker: found.ticker, start: at, end: found.end, next: found.end, venue: last.venue };
}

const BARE = /(?:\d{6}|0\d{4})(?!\d)(?= {0,2}[)\],;、/:|-]| +[^\d\s])(?!-\d)/y;

/**
 * Reads a code without an exchange or label. It must be the first in its bracket, directly after a
 * name, or follow another code there.
 */
function bareCodesAt(
  text: string,
  at: number,
  bracketAt: number,
  known: readonly TickerInText[],
): readonly TickerInText[] {
  BARE.lastIndex = at;
  const code = BARE.exec(text)?.[0];
  if (code === undefined) return [];
  const isFirst = text.slice(bracketAt + 1, at).trim() === '';
  const ticker = isFirst
    ? bare(code, text.slice(0, bracketAt), text.charAt(at + code.length))
    : /[([,;、/|\s和及与]$/.test(text.slice(0, at))
      ? another(code, known)
      : undefined;
  return ticker ? [{ ticker, start: at, end: at + code.length }] : [];
}

/**
 * Reads the digits after a name. They are codes of shares only, because funds and indices use the
 * same digits, and never of B shares.
 */
function bare(code: string, name: string, next: string): Ticker | undefined {
  const listed = LISTED_KINDS.find(([words]) => words.test(name))?.[1];
  if (listed) return ofKind(listed, tickerOfBareCode(code));
  if (!/[\u4e00-\u9fffA-Za-z*)]$/.test(name)) return undefined;
  if (name.endsWith(')') || LOOK_ALIKES.some(([digits, words]) => digits.test(code) && words.test(name)))
    return undefined;
  if (/^\d{5}$/.test(code))
    return /[)\]]/.test(next) && code !== '00000' ? tickerFrom(`hk${code}`) : undefined;
  return ofKind('company', tickerOfTextCode(code));
}

/** Reads the code of another share class after that of the first: `（000625、200625）`. */
function another(code: string, known: readonly TickerInText[]): Ticker | undefined {
  if (known.length === 0) return undefined;
  if (/^\d{5}$/.test(code)) return tickerFrom(`hk${code}`);
  const ticker = ofKind('company', tickerOfTextCode(code));
  // `200912` is a month, but also a B share. The number of a B share ends like that of its A share.
  const isDate = code.startsWith('200') && !known.some((one) => one.ticker.slice(-3) === code.slice(-3));
  return isDate ? undefined : ticker;
}

function ofKind(kind: TickerKind, ticker: Ticker | undefined): Ticker | undefined {
  return ticker && kindOf(ticker) === kind ? ticker : undefined;
}

/**
 * The endings of names of listed funds and convertible bonds. A fund that only feeds an ETF is not
 * listed.
 */
const LISTED_KINDS: readonly (readonly [RegExp, TickerKind])[] = [
  [/(?:ETF|LOF(?:-FOF)?|REITs?)(?!\)?[\u4e00-\u9fff]{0,4}联接)\)?[\u4e00-\u9fff]{0,6}[A-E]?$/i, 'fund'],
  [/(?:交易型开放式指数|封闭式|上市开放式)[\u4e00-\u9fff]{0,4}基金$/, 'fund'],
  [/(?:转债|可转换公司债券|[\u4e00-\u9fff]转[2-9])$/, 'bond'],
];

const NUMBERED =
  /(?:[号量额数率值费款]|邮编|(?<![数代])码|ICP备|[份可]证|QQ群?|微信|电话|传真|热线|口令|[共合总]计|人次|人口|用户|客户|粉丝|阅读|评论|点赞|浏览|成交|涨跌|利润|营收|收入|[总净]资产|版本|第|房间|坐标|颜色|RGB|日期|时间)$/i;
const ADDRESS =
  /(?:天津|[市区县镇乡村路街道号楼室]|大厦|中心|大学|学院|学校|中学|小学|医院|研究[院所]|编辑部|报社)$/;
const OPEN_END_FUND =
  /(?:基金|混合|债券?|货币|股票[A-F]|指数?|联接|增强|增利|成长|价值|稳健|蓝筹|回报|收益|余额宝|配置|定开|持有|优选|精选|[FL]OF|ETF|QDII)[A-F]?$/;
const INDEX = /(?:上证|中证|沪深)(?!报)[\u4e00-\u9fff]{1,6}$/;

/** Pairs of digits and the words after which they are something else. */
const LOOK_ALIKES: readonly (readonly [digits: RegExp, behind: RegExp])[] = [
  [/^/, NUMBERED],
  // Postcodes in Shanghai look like B shares in Shenzhen, and those in Tianjin start like ChiNext
  // codes.
  [/^200/, /$/],
  [/^30/, ADDRESS],
  [/^00[0-3]/, OPEN_END_FUND],
  [/^00[0-3]/, INDEX],
];
