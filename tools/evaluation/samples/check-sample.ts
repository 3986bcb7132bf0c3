import { checkJsonSample } from './check-json-sample.ts';
import { checkScriptSample } from './check-script-sample.ts';
import type { SampleReport } from './report.ts';

/** A sample's name begins with its provider's. */
export const SAMPLE_NAME = /^(sina|tencent|eastmoney)-.*\.(?:txt|json)$/;

/** Reads a recorded answer, kept as UTF-8 text, as we would have read it off the wire, and checks it. */
export function checkSample(fileName: string, text: string): SampleReport {
  const provider = SAMPLE_NAME.exec(fileName)?.[1] ?? '';
  return /^\s*(?:[\w$.]+\s*[=(]\s*)?[{[]/.test(text)
    ? checkJsonSample(provider, fileName, text)
    : checkScriptSample(provider, text);
}
