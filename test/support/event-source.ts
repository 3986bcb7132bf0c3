import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { Json } from './json.ts';

export interface FeedEvent {
  readonly id: string;
  readonly data: Json;
}

/**
 * A client of server-sent events that parses a stream as the standard requires. `cut` closes it
 * like a broken connection.
 */
export interface EventClient {
  readonly events: readonly FeedEvent[];
  readonly comments: readonly string[];
  readonly lastEventId: string;
  readonly response: IncomingMessage;
  readonly isEnded: boolean;
  cut(): void;
}

/**
 * Opens a stream and reads until it is cut, or until it has received this many events. Resolves
 * when the response has begun.
 */
export async function listenTo(
  url: string,
  lastEventId = '',
  cutAfter = Number.POSITIVE_INFINITY,
): Promise<EventClient> {
  const headers = { Accept: 'text/event-stream', ...(lastEventId ? { 'Last-Event-ID': lastEventId } : {}) };
  const request = get(url, { agent: false, headers });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const events: FeedEvent[] = [];
  const comments: string[] = [];
  const client = {
    events,
    comments,
    lastEventId,
    response,
    isEnded: false,
    cut: () => void request.destroy(),
  };
  let rest = '';
  response.setEncoding('utf8').on('data', (text: string) => {
    const frames = (rest + text).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      const lines = frame.split('\n');
      const valuesOf = (name: string) =>
        lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trim());
      comments.push(...valuesOf(''));
      client.lastEventId = valuesOf('id').at(-1) ?? client.lastEventId;
      const data = valuesOf('data').join('\n');
      if (data === '') continue;
      events.push({ id: client.lastEventId, data: JSON.parse(data) });
      if (events.length < cutAfter) continue;
      request.destroy();
      return;
    }
  });
  const ended = (): void => {
    client.isEnded = true;
  };
  request.on('error', ended);
  response.on('close', ended).on('error', ended);
  return client;
}
