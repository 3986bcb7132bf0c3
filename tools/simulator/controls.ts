import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Fault, faults, isFault, send } from './faults.ts';
import { isProviderName, type ProviderName, providerNames } from './providers/table.ts';
import type { Tallies } from './request-log.ts';

/** What tests can change and read. */
export interface Controls {
  setFault(provider: ProviderName | 'all', fault: Fault): void;
  /** The requests of every provider since the start or the last reset. */
  tallies(): Tallies;
  forgetRequests(): void;
}

/** The paths of controls begin with this. No provider's path does. */
export const CONTROL_PREFIX = '/_';

/** The controls, for --help. */
export const controlsHelp = `  PUT    /_faults/PROVIDER   with the name of a fault as body; PROVIDER may be all, the fault may be none
  GET    /_requests          how many requests each provider got, and for how many tickers
  DELETE /_requests          forgets them
`;

/** Answers a request for a control. */
export async function answerControl(
  request: IncomingMessage,
  response: ServerResponse,
  controls: Controls,
): Promise<void> {
  const call = `${request.method} ${request.url}`;
  if (call === 'GET /_requests') {
    const body = Buffer.from(`${JSON.stringify(controls.tallies())}\n`);
    return send(response, { status: 200, contentType: 'application/json', body });
  }
  if (call === 'DELETE /_requests') {
    controls.forgetRequests();
    response.writeHead(204).end();
    return;
  }
  const provider = /^PUT \/_faults\/([\w-]+)$/.exec(call)?.[1];
  if (provider === undefined) return sayPlainly(response, 404, 'There is no such control.');
  setFault(provider, (await text(request)).trim(), response, controls);
}

function setFault(provider: string, fault: string, response: ServerResponse, controls: Controls): void {
  if (provider !== 'all' && !isProviderName(provider)) {
    const names = providerNames.join(', ');
    sayPlainly(response, 400, `There is no provider ${provider}. Use ${names} or all.`);
  } else if (!isFault(fault)) {
    sayPlainly(response, 400, `There is no such fault. Use ${faults.join(', ')}.`);
  } else {
    controls.setFault(provider, fault);
    response.writeHead(204).end();
  }
}

/** Answers with one sentence of plain text. */
export function sayPlainly(response: ServerResponse, status: number, sentence: string): void {
  send(response, { status, contentType: 'text/plain; charset=utf-8', body: Buffer.from(`${sentence}\n`) });
}
