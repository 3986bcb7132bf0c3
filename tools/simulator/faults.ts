import type { ServerResponse } from 'node:http';
import { noise } from './noise.ts';
import type { Answer } from './provider.ts';

/** The ways in which a provider can fail, and `none`. */
export const faults = [
  'none',
  'refuse',
  'forbid',
  'hang',
  'empty',
  'blank',
  'truncate',
  'garbage',
  'html',
  'slow',
  'drop',
  'huge',
  'error',
] as const;

/** One way to fail; `faultDescriptions` explains each. */
export type Fault = (typeof faults)[number];

/** Whether a text names a fault. */
export const isFault = (text: string): text is Fault => faults.some((fault) => fault === text);

/** A response, and what a failing provider would send instead. */
export type Delivery = {
  readonly response: ServerResponse;
  /** The correct answer. */
  readonly answer: () => Answer;
  /** The answer of a provider that knows no listings. */
  readonly emptyAnswer: () => Answer;
  /** Undefined for a provider that closes the connection instead. */
  readonly refusal: Answer | undefined;
};

/** Answers a request, correctly or with a fault. */
export function deliver(fault: Fault, delivery: Delivery): void {
  deliveries[fault](delivery);
}

const SLOW_MS = 500;
const HUGE_BYTES = 20 * 1024 * 1024;
const GARBAGE_BYTES = 4096;

/** What each fault does. */
export const faultDescriptions: Readonly<Record<Fault, string>> = {
  none: 'answers correctly',
  refuse: 'refuses as the provider does: Tencent 501, Sina 456, Eastmoney closes the connection',
  forbid: '403 and a page',
  hang: 'accepts the request and never answers',
  empty: 'knows no listing: none_match, empty strings, rc 102, histories without bars',
  blank: '200 without a body',
  truncate: 'ends in the middle of the last row',
  garbage: '200 and 4 KB of noise',
  html: '200 and a CAPTCHA page',
  slow: 'answers correctly, half a second late',
  drop: 'closes the connection without a reply',
  huge: '20 MB',
  error: '500 and a page',
};

const deliveries: Record<Fault, (delivery: Delivery) => void> = {
  none: ({ response, answer }) => send(response, answer()),
  refuse: ({ response, refusal }) =>
    refusal === undefined ? void response.destroy() : send(response, refusal),
  forbid: ({ response }) => send(response, page(403, 'Forbidden')),
  hang: () => {},
  empty: ({ response, emptyAnswer }) => send(response, emptyAnswer()),
  blank: ({ response, answer }) => send(response, { ...answer(), status: 200, body: Buffer.alloc(0) }),
  truncate: ({ response, answer }) => sendUntilClose(response, cutInLastRow(answer())),
  garbage: ({ response, answer }) => send(response, { ...answer(), status: 200, body: garbage() }),
  html: ({ response }) => send(response, page(200, '访问过于频繁，请完成验证后继续。')),
  slow: sendLate,
  drop: ({ response }) => response.destroy(),
  huge: ({ response, answer }) => sendUntilClose(response, repeated(answer(), HUGE_BYTES)),
  error: ({ response }) => send(response, page(500, 'Internal Server Error')),
};

/** Sends an answer unchanged. */
export function send(response: ServerResponse, { status, contentType, body }: Answer): void {
  response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': body.length });
  response.end(body);
}

/**
 * Sends no length, so the body ends with the connection and the client cannot see that part of it
 * is missing.
 */
function sendUntilClose(response: ServerResponse, { status, contentType, body }: Answer): void {
  response.removeHeader('Content-Length');
  response.removeHeader('Transfer-Encoding');
  response.writeHead(status, { 'Content-Type': contentType, Connection: 'close' });
  response.end(body);
}

function sendLate({ response, answer }: Delivery): void {
  const timer = setTimeout(() => send(response, answer()), SLOW_MS);
  response.once('close', () => clearTimeout(timer));
}

function cutInLastRow(answer: Answer): Answer {
  const { body } = answer;
  const lastRowStart = body.lastIndexOf('\n', -2) + 1;
  return { ...answer, body: body.subarray(0, Math.floor((lastRowStart + body.length) / 2)) };
}

const repeated = (answer: Answer, bytes: number): Answer => ({
  ...answer,
  body: Buffer.alloc(bytes, answer.body),
});

const garbage = (): Buffer =>
  Buffer.from(Array.from({ length: GARBAGE_BYTES }, (_, n) => Math.floor(256 * noise(1, n))));

const page = (status: number, sentence: string): Answer => ({
  status,
  contentType: 'text/html; charset=utf-8',
  body: Buffer.from(`<!DOCTYPE html><html><body><h1>${status}</h1><p>${sentence}</p></body></html>\n`),
});
