import type { Attributes, Tracing } from '../src/telemetry/trace.ts';
import {
  type Attempt,
  type SendOptions,
  sendWebhook,
  type WebhookRequest,
} from '../src/webhooks/send-webhook.ts';

/**
 * Posts a message once, with the `traceparent` of a span of its own: the receiver is a party to the trace. Of the address the host alone is told, for
 * path and query may hold the receiver's secrets.
 */
export async function sendTraced(
  { url, headers, message }: WebhookRequest,
  options: SendOptions,
  tracing: Tracing,
): Promise<Attempt> {
  const attributes = { 'http.request.method': 'POST', 'server.address': new URL(url).hostname };
  return await tracing.trace(
    'POST webhook',
    attributes,
    async (note) => {
      const request = { url, headers: { ...headers, ...tracing.headers() }, message };
      const attempt = await sendWebhook(request, options);
      note(attributesOf(attempt));
      return attempt;
    },
    'client',
  );
}

function attributesOf({ outcome, status }: Attempt): Attributes {
  return {
    ...(status === null ? {} : { 'http.response.status_code': status }),
    ...(outcome === 'delivered' ? {} : { 'error.type': outcome }),
  };
}
