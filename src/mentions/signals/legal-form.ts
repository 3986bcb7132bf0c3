import type { MentionContext, Observation, Signal } from '../signal.ts';

/** Whether the name goes on into a company's legal form: `重庆|长安汽车|股份有限公司`. */
export const legalForm: Signal = {
  name: 'legal-form',
  read({ mention }: MentionContext): readonly Observation[] {
    const form = LEGAL_FORM.exec(mention.after)?.[0];
    return form === undefined ? [] : [{ feature: 'legal-form', value: 1, detail: `followed by ${form}` }];
  },
};

const LEGAL_FORM = /^(?:[(（][^()（）]{1,6}[)）])?(?:集团)?(?:股份|控股)?(?:有限)?(?:责任)?(?:公司|集团)/;
