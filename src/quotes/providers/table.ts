import type { WireFormat } from '../provider.ts';
import { eastmoney } from './eastmoney.ts';
import { sina } from './sina.ts';
import { tencent } from './tencent.ts';

/** Every provider by its name in `QUOTE_PROVIDERS`. */
export const PROVIDERS: Readonly<Record<string, WireFormat>> = { tencent, sina, eastmoney };
