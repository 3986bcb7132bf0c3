import { notAnswered } from './answer-rows.ts';

/**
 * The JSON of an answer in UTF-8, also where it is wrapped as JavaScript: `callback({…});`, `name={…}`.
 * @throws AppError `provider_answer_invalid` where it is none.
 */
export function jsonIn(provider: string, bytes: Uint8Array): unknown {
  const text = new TextDecoder().decode(bytes).trim();
  const [, called, assigned] = WRAPPED.exec(text) ?? [];
  try {
    return JSON.parse(called ?? assigned ?? text);
  } catch {
    throw notAnswered(provider, 'no JSON', text);
  }
}

const WRAPPED = /^[\w$.]{1,80}(?:\(([\s\S]*)\)|=([\s\S]*?));?$/;
