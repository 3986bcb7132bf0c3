import type { BarFormat } from '../daily-bars.ts';
import { eastmoney } from './eastmoney.ts';
import { tencent } from './tencent.ts';

/** Every source of closing prices by its name, in the order in which they are asked. */
export const HISTORIES: Readonly<Record<string, BarFormat>> = { tencent, eastmoney };
