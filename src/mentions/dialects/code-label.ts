import { folded } from '../../tickers/fold-text.ts';
import { LABEL, labeledCodesAt } from '../code-labels.ts';
import type { Dialect } from '../dialect.ts';

/** The characters in a list of codes, up to the next label. */
const LIST =
  '(?:[\\s:：|｜=,，、;；/／()（）\\[\\]【】“”"「」『』.．沪深市和及与为是\\-0-9０-９]|[A-ZＡ-Ｚ](?!\\s?股[票份代])|股(?![票份代])|Counter|[柜櫃][台檯港币幣元人民]{0,1}|and)';

/**
 * Codes after a label in running text, as at the start of announcements: `证券代码：688365　证券简称：…`,
 * `股票代码:000625、200625`. Also tables with the label and the code in two cells.
 */
export const codeLabel: Dialect = {
  name: 'text',
  // Markup may separate the label from the code.
  marker:
    '(?:代[码碼号號]|[Ss]tock ?[Cc]ode|STOCK ?CODE)(?:[\\s\\S]{0,80}?[0-9０-９]{3}|[^<>]{0,4}[：:]\\s?[A-Z])',
  needs: ['代码', '代碼', '代号', '代號', 'ode', 'ODE'],
  notation: {
    pattern: `${LABEL}${LIST}{1,120}`,
    read(match, before, after) {
      const found = labeledCodesAt(folded(before + match + after), before.length, 'text');
      return (found?.codes ?? []).map(({ ticker, start, end }) => ({
        ticker,
        start: start - before.length,
        end: end - before.length,
      }));
    },
  },
};
