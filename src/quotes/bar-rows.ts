import { notAnswered } from './answer-rows.ts';
import type { DailyBar } from './daily-bars.ts';
import { priceIn } from './row-fields.ts';
import { instantAt } from './zoned-time.ts';

/** Date, open, close, and more: the close stands before high and low. */
export type BarRow = readonly [date?: string, open?: string, close?: string, ...unknown[]];

/** @throws AppError `provider_answer_invalid` where a row has no date of the calendar or no price. */
export function barsOfRows(provider: string, rows: readonly BarRow[]): readonly DailyBar[] {
  return rows.map(([date, , cell]) => {
    const close = priceIn(cell);
    if (date === undefined || !isDate(date) || close === null)
      throw notAnswered(provider, 'a row that is no bar', `${date} ${cell}`);
    return { date, close };
  });
}

function isDate(text: string): boolean {
  return (
    /^(?:19|20)\d{2}-\d{2}-\d{2}$/.test(text) &&
    instantAt({ date: text, second: 0 }, 'Asia/Shanghai') !== null
  );
}
