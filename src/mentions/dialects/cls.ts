import type { Dialect } from '../dialect.ts';
import { claimOfLink, inAnyCase, quotePages } from '../quote-pages.ts';

/**
 * CLS's links to quotes: `<a href="https://www.cls.cn/stock?code=sh600745">闻泰科技</a>`. Links to
 * `/plate?code=…` lead to boards.
 */
export const cls: Dialect = {
  name: 'cls',
  marker: `${inAnyCase('cls.cn')}/stock\\?`,
  claim: (tag) => claimOfLink(tag, PAGES),
};

const PATH = '/stock\\?(?:[^#]*?&)?code=((?:sh|sz|bj)\\d{6}|hk\\d{5})(?:&[^#]*)?';

const PAGES = [quotePages('www.cls.cn', PATH), quotePages('cls.cn', PATH)];
