import { sinaSpan } from '../support/build.ts';

const SHARES = [
  ['sz000625', '长安汽车'],
  ['sh600519', '贵州茅台'],
  ['sh600036', '招商银行'],
  ['sz300832', '新产业'],
] as const;

/** One submission as JSON. The same serial and run give the same article for every client. */
export interface Submission {
  readonly html: string;
  readonly title: string;
  readonly source: string;
  readonly callbackUrl?: string;
}

/** Returns an ordinary article with one genuine mention. */
export function articleOf(run: string, serial: number, callbackUrl?: string): Submission {
  const [code, name] = SHARES[serial % SHARES.length] ?? SHARES[0];
  return {
    html: `<p>${run}，第${serial}号快讯：${sinaSpan(code, name)}股份有限公司发布公告。</p>`,
    title: `${run}，第${serial}号`,
    source: `source ${serial % 3}`,
    ...(callbackUrl === undefined ? {} : { callbackUrl }),
  };
}

const HEAVY_MENTIONS = 4000;

/** Returns an article with thousands of mentions that all have to be judged. */
export function heavyArticleOf(run: string, serial: number): Submission {
  const letters = (number: number): string =>
    Array.from({ length: 3 }, (_, place) =>
      String.fromCharCode(65 + (Math.floor(number / 26 ** place) % 26)),
    ).join('');
  const tags = Array.from({ length: HEAVY_MENTIONS }, (_, number) => `$${letters(number)}`);
  return { ...articleOf(run, serial), html: `<p>${run} ${serial} ${tags.join(' ')}</p>` };
}
