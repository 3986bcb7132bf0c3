import type { ServerResponse } from 'node:http';
import { noise } from './noise.ts';
import type { Answer } from './provider.ts';

/** Every way a provider can misbehave, and `none`. */
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

/** A way to misbehave; `deliveries` below says what each one does. */
export type Fault = (typeof faults)[number];

/** Whether a text names a fault. */
export const isFault = (text: string): text is Fault => faults.some((fault) => fault === text);

/** A response to send, and what a faulty provider would send in its place. */
export type Delivery = {
  readonly response: ServerResponse;
  /** The true answer. */
  readonly answer: () => Answer;
  /** The answer of a provider that has lost all its listings. */
  readonly emptyAnswer: () => Answer;
  /** Undefined for a provider that hangs up instead. */
  readonly refusal: Answer | undefined;
};

/** Answers a request, well or with a fault. */
export function deliver(fault: Fault, delivery: Delivery): void {
  deliveries[fault](delivery);
}

const SLOW_MS = 500;
const HUGE_BYTES = 20 * 1024 * 1024;
const GARBAGE_BYTES = 4096;

/** What a fault does, a sentence each. */
export const faultDescriptions: Readonly<Record<Fault, string>> = {
  none: 'answers rightly',
  refuse: 'refuses as the provider does: Tencent 501, Sina 456, Eastmoney hangs up',
  forbid: '403 and a page',
  hang: 'takes the request and never answers',
  empty: 'knows no listing: none_match, empty strings, rc 102, histories without bars',
  blank: '200 and not one byte',
  truncate: 'ends in the middle of the last row',
  garbage: '200 and 4 KB of noise',
  html: '200 and a page that asks whether you are human',
  slow: 'answers rightly, half a second late',
  drop: 'hangs up without a reply',
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

/** Sends an answer as it is. */
export function send(response: ServerResponse, { status, contentType, body }: Answer): void {
  response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': body.length });
  response.end(body);
}

/** Without a length the end of the connection is the end of the body: nothing tells the client that more was meant. */
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
