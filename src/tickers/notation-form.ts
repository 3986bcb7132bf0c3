import { asItStands, type CodeStyle } from './code-styles.ts';
import type { Exchange, Ticker } from './ticker.ts';

/** One way in which a system spells an exchange's listings. */
export interface Form {
  readonly exchange: Exchange;
  readonly prefix: string;
  readonly suffix: string;
  readonly style: CodeStyle;
  /** Which of the exchange's listings are spelled so. */
  readonly covers: (ticker: Ticker) => boolean;
  /** Read, but never written. */
  readonly isVariant: boolean;
}

/** A form as the tables have it: of `['hk', '*.HK', padded(4)]` the asterisk stands for the code. */
export type Frame = readonly [Exchange, string, CodeStyle?, Form['covers']?];

export function forms(...frames: readonly Frame[]): readonly Form[] {
  return frames.map((frame) => formOf(frame, false));
}

export function variants(...frames: readonly Frame[]): readonly Form[] {
  return frames.map((frame) => formOf(frame, true));
}

function formOf([exchange, frame, style = asItStands, covers = () => true]: Frame, isVariant: boolean): Form {
  const [prefix = '', suffix = ''] = frame.split('*');
  return { exchange, prefix, suffix, style, covers, isVariant };
}
