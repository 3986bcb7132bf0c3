import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { createSigner } from '../../../../src/webhooks/signature.ts';

const secret = () => `whsec_${randomBytes(32).toString('base64')}`;
const [oldSecret, newSecret, strange] = [secret(), secret(), secret()];
/** Signs a message that arrives in two pieces. */
function webhookHeaders({ body, ...signed }: ReturnType<typeof message>, secrets: readonly string[]) {
  const signer = createSigner(signed, secrets);
  const bytes = Buffer.from(body);
  // Split within a character.
  signer.update(bytes.subarray(0, 4));
  signer.update(bytes.subarray(4));
  return signer.headers();
}

const message = () => ({ id: 'msg_1', sentAt: new Date(), body: '{"标题":"长安汽车","n":1}' });

test('a message verifies with each of the secrets, and with no other', () => {
  const { body, ...rest } = message();
  const headers = webhookHeaders({ body, ...rest }, [newSecret, oldSecret]);
  for (const known of [newSecret, oldSecret]) {
    expect(new Webhook(known).verify(body, headers)).toEqual({ 标题: '长安汽车', n: 1 });
  }
  expect(() => new Webhook(strange).verify(body, headers)).toThrow(/signature/i);
  expect(headers['webhook-signature']).toMatch(/^v1,\S{44} v1,\S{44}$/);
});

test('a message with a changed body, id or time does not verify', () => {
  const { body, ...rest } = message();
  const headers = webhookHeaders({ body, ...rest }, [newSecret]);
  const verify = (text: string, more: object) => () =>
    new Webhook(newSecret).verify(text, { ...headers, ...more });
  expect(verify(body, {})).not.toThrow();
  expect(verify(`${body} `, {})).toThrow(/signature/i);
  expect(verify(body, { 'webhook-id': 'msg_2' })).toThrow(/signature/i);
  const later = String(Number(headers['webhook-timestamp']) + 1);
  expect(verify(body, { 'webhook-timestamp': later })).toThrow(/signature/i);
});
