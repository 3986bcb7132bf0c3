/** One event of a stream. An event without data only moves the position at which to resume. */
export interface ServerEvent {
  readonly id: string | undefined;
  readonly data: string | undefined;
}

/**
 * Yields the events of a `text/event-stream` (HTML Living Standard, 9.2.6). An event that is cut
 * off at the end is dropped.
 */
export async function* eventsIn(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split(/\r\n\r\n|\n\n|\r\r/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = eventIn(block);
      if (event) yield event;
    }
  }
}

function eventIn(block: string): ServerEvent | undefined {
  let id: string | undefined;
  const data: string[] = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === 'id') id = value;
    else if (field === 'data') data.push(value);
  }
  if (data.length > 0) return { id, data: data.join('\n') };
  return id === undefined ? undefined : { id, data: undefined };
}
