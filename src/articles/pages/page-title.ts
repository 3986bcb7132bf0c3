import { PUBLISHER_RULES } from './publisher-rules.ts';

/**
 * Names of sites as they appear at the end of page titles. Names that companies also have are not
 * in the list.
 */
const SITES: ReadonlySet<string> = new Set([
  ...PUBLISHER_RULES.map(({ site }) => site),
  ...[
    '新浪网',
    '新浪新闻',
    '新浪股票',
    '手机新浪网',
    '东方财富',
    '天天基金网',
    '股吧',
    '同花顺',
    '同花顺财经网',
  ],
  ...[
    '和讯',
    '和讯股票',
    '网易',
    '网易新闻',
    '网易订阅',
    '网易号',
    '网易手机网',
    '腾讯新闻',
    '腾讯财经',
    '腾讯证券',
  ],
  ...[
    '搜狐',
    '搜狐网',
    '搜狐财经',
    '搜狐新闻',
    '手机搜狐网',
    '凤凰网',
    '凤凰财经',
    '凤凰网财经',
    '手机凤凰网',
  ],
  ...[
    '证券时报',
    '证券时报网',
    '中国证券报',
    '中证网',
    '上海证券报',
    '上海证券报·中国证券网',
    '中国证券网',
    '上证报',
  ],
  ...[
    '证券日报',
    '证券日报网',
    '证券之星',
    '第一财经',
    '一财网',
    '界面新闻',
    '澎湃新闻',
    '雪球',
    '财新网',
    '财经网',
  ],
  ...[
    '21财经',
    '21经济网',
    '21世纪经济报道',
    '每经网',
    '每日经济新闻',
    '华尔街见闻',
    '中金在线',
    '格隆汇',
    '金融界网',
  ],
  ...[
    '智通财经',
    '智通财经网',
    '36氪',
    '虎嗅网',
    '钛媒体',
    '经济观察网',
    '经济参考网',
    '中国经济网',
    '中国新闻网',
  ],
  ...[
    '新华网',
    '人民网',
    '央视网',
    '环球网',
    '全景网',
    '云财经',
    '选股宝',
    '南方财富网',
    '巨潮资讯网',
    '富途牛牛',
  ],
  ...[
    '财经头条',
    '新浪财经头条',
    '财富号',
    '百家号',
    '今日头条',
    '一点资讯',
    '阿思达克财经网',
    '东方财富证券',
  ],
  ...[
    '中新网',
    '中国网',
    '中国网财经',
    '央广网',
    '中国日报网',
    '经济日报',
    '新京报',
    '北京商报',
    '手机网易网',
    '集微网',
  ],
  ...[
    '观点网',
    '金色财经',
    '知乎',
    '参考网',
    '国家经济门户',
    '证券之星资讯',
    'The Paper',
    'Reuters',
    'Bloomberg',
  ],
]);

/** Appears between a title and the site: `标题_股票频道_新浪财经`. */
const CHANNELS: ReadonlySet<string> = new Set([
  ...[
    '财经',
    '股票',
    '证券',
    '新闻',
    '要闻',
    '公司',
    '基金',
    '港股',
    '美股',
    '产经',
    '国内财经',
    '滚动新闻',
    '正文',
  ],
  ...['市场', '宏观', '科技', '公司新闻', '上市公司', '个股', '快讯', '7x24', '产业经济', '焦点'],
]);

const SEPARATORS = '_|｜-–—·';
/** A page title has only a few parts. */
const MAX_PARTS = 6;

/**
 * Removes the publisher's name and channel from the end of a page title: `长安汽车公告_股票频道_新浪财经`.
 * Removes only known sites and those that the page names, because the title itself may contain a
 * dash.
 *
 * @param own names of the page's own site.
 * @returns the title, and the first of the removed site names. A title that is only a site stays.
 */
export function withoutSite(
  title: string,
  own: readonly string[] = [],
): { readonly title: string; readonly site?: string } {
  let rest = title.trim();
  let site: string | undefined;
  for (let part = 0; part < MAX_PARTS; part++) {
    const at = lastSeparator(rest);
    const head = trimmedEnd(rest.slice(0, Math.max(0, at)));
    const tail = rest.slice(at + 1).trim();
    if (head === '') break;
    const isSiteName = isSite(tail) || own.includes(tail);
    if (!isSiteName && (site === undefined || !isChannel(tail))) break;
    if (isSiteName) site = tail;
    rest = head;
  }
  return site === undefined ? { title: rest } : { title: rest, site };
}

/** Returns whether a text is the name of a site, and so not a title. */
export function isSite(text: string): boolean {
  return SITES.has(text);
}

function isChannel(text: string): boolean {
  return CHANNELS.has(text) || (text.length <= 8 && /(?:频道|栏目|专栏)$/.test(text));
}

function lastSeparator(text: string): number {
  return Math.max(...[...SEPARATORS].map((separator) => text.lastIndexOf(separator)));
}

function trimmedEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (SEPARATORS.includes(text[end - 1] ?? '') || text[end - 1]?.trim() === '')) end--;
  return text.slice(0, end);
}
