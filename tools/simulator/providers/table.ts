import type { Provider } from '../provider.ts';
import { eastmoney } from './eastmoney.ts';
import { eastmoneyHistory } from './eastmoney-history.ts';
import { sina } from './sina.ts';
import { tencent } from './tencent.ts';
import { tencentHistory } from './tencent-history.ts';

/** The providers the exchange can play, each at its own paths. */
export const providers = {
  tencent,
  sina,
  eastmoney,
  'tencent-history': tencentHistory,
  'eastmoney-history': eastmoneyHistory,
} satisfies Record<string, Provider>;

/** A provider's name, as in `PUT /_faults/{provider}`. */
export type ProviderName = keyof typeof providers;

/** All providers' names, in the order in which their paths are tried. */
export const providerNames = Object.keys(providers) as readonly ProviderName[];

/** Whether a text names a provider. */
export const isProviderName = (text: string): text is ProviderName => Object.hasOwn(providers, text);
