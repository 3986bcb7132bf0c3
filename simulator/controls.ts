import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Fault, faults, isFault, send } from './faults.ts';
import { isProviderName, type ProviderName, providerNames } from './providers/table.ts';

/** What the controls may change and see. */
export interface Controls {
  setFault(provider: ProviderName, fault: Fault): void;
  /** Requests answered so far, by provider. */
  requestCounts(): Readonly<Record<string, number>>;
}

/** Every control's path begins so; no provider's does. */
export const CONTROL_PREFIX = '/_';

/** `PUT /_faults/{provider}` with a fault's name as body, and `GET /_requests`: what tests have in process, over HTTP. */
export async function answerControl(
  request: IncomingMessage,
  response: ServerResponse,
  controls: Controls,
): Promise<void> {
  const call = `${request.method} ${request.url}`;
  if (call === 'GET /_requests') {
    return send(response, {
      status: 200,
      contentType: 'application/json',
      body: Buffer.from(`${JSON.stringify(controls.requestCounts())}\n`),
    });
  }
  const provider = /^PUT \/_faults\/(\w+)$/.exec(call)?.[1];
  if (provider === undefined) return sayPlainly(response, 404, 'There is no such control.');
  const fault = (await text(request)).trim();
  if (!isProviderName(provider)) {
    return sayPlainly(
      response,
      400,
      `No provider is called ${provider}: take ${providerNames.join(' or ')}.`,
    );
  }
  if (!isFault(fault)) return sayPlainly(response, 400, `Name one of these faults: ${faults.join(', ')}.`);
  controls.setFault(provider, fault);
  response.writeHead(204).end();
}

/** Answers with one sentence. */
export function sayPlainly(response: ServerResponse, status: number, sentence: string): void {
  send(response, { status, contentType: 'text/plain; charset=utf-8', body: Buffer.from(`${sentence}\n`) });
}
