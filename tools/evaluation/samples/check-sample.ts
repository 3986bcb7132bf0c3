import { checkJsonSample } from './check-json-sample.ts';
import { checkScriptSample } from './check-script-sample.ts';
import type { SampleReport } from './report.ts';

/** The name of a sample starts with its provider. */
export const SAMPLE_NAME = /^(sina|tencent|eastmoney)-.*\.(?:txt|json)$/;

/**
 * Parses a recorded answer, stored as UTF-8 text, like an answer from the network, and checks it.
 */
export function checkSample(fileName: string, text: string): SampleReport {
  const provider = SAMPLE_NAME.exec(fileName)?.[1] ?? '';
  return /^\s*(?:[\w$.]+\s*[=(]\s*)?[{[]/.test(text)
    ? checkJsonSample(provider, fileName, text)
    : checkScriptSample(provider, text);
}
