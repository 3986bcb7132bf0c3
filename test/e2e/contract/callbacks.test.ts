import { Webhook } from 'standardwebhooks';
import { post, send } from '../../support/client.ts';
import { type System, startSystem } from '../../support/start-system.ts';
import { until } from '../../support/until.ts';

let system: System;
let api: string;
/** It must not call private addresses. */
let careful: string;

beforeAll(async () => {
  system = await startSystem();
  [api, careful] = await Promise.all([
    system.startApi(),
    system.startApi({ WEBHOOK_ALLOW_PRIVATE: 'false' }),
    system.startWorker(),
  ]);
});

afterAll(() => system[Symbol.asyncDispose]());

const JSON_TYPE = 'application/json';
const jsonOf = (text: string, more = {}) => JSON.stringify({ html: `<p>${text}</p>`, ...more });

test('each callback gets a signed message once the article can be read as enriched and is in the feed', async () => {
  const seen: Promise<readonly string[]>[] = [];
  const readNow = async ({ id }: { id: string }) => [
    (await send(`${api}/v1/articles/${id}`)).json.status,
    ...(await send(`${api}/v1/articles?limit=1000`)).json.items.filter(
      (one: { id: string }) => one.id === id,
    ),
  ];
  system.receiver.answer(({ body }) => {
    seen.push(readNow(JSON.parse(body).data));
    return 204;
  });
  const ids = ['/one', '/two'].map(async (path) => {
    const submission = jsonOf('回调', { callbackUrl: system.receiver.url + path });
    return (await post(api, JSON_TYPE, submission)).json.id;
  });
  const [id, same] = await Promise.all(ids);
  expect(same).toBe(id);
  await until('both to be called back', () => seen.length === 2);
  expect(await Promise.all(seen)).toEqual(Array(2).fill(['enriched', expect.objectContaining({ id })]));
  expect(system.receiver.received.map(({ path }) => path).sort()).toEqual(['/one', '/two']);
  for (const { headers, body } of system.receiver.received) {
    const message = new Webhook(system.webhookSecret).verify(body, headers as Record<string, string>);
    expect(message).toMatchObject({ type: 'article.enriched', data: { id, status: 'enriched' } });
  }
});

test.each(['http://127.0.0.1/', 'http://10.1.2.3/', 'http://[::1]/', 'http://localhost/'])(
  'a callback to %s is refused if private addresses are not allowed',
  async (callbackUrl) => {
    expect(await post(careful, JSON_TYPE, jsonOf('私', { callbackUrl }))).toMatchObject({
      status: 422,
      json: { code: 'invalid_article', errors: [{ pointer: '/callbackUrl' }] },
    });
  },
);

test('no webhook is sent to a name that resolves to a private address if that is not allowed', async () => {
  await using other = await startSystem();
  const [url] = await Promise.all([other.startApi(), other.startWorker({ WEBHOOK_ALLOW_PRIVATE: 'false' })]);
  const callbackUrl = `http://localhost:${other.receiver.port}/`;
  await post(url, JSON_TYPE, jsonOf('名', { callbackUrl }));
  const endpoint = await until(
    'an attempt',
    async () => (await send(`${url}/v1/webhooks`)).json.endpoints[0],
  );
  expect(endpoint).toMatchObject({ delivered: 0, failed: 1, lastStatus: null });
  expect(endpoint.lastReason).toMatch(/public internet/);
  expect(other.receiver.connections).toBe(0);
});

test('a disabled endpoint gets nothing until an operator enables it and has the article delivered again', async () => {
  const { receiver } = system;
  const callbackUrl = `${receiver.url}/changing`;
  const heard = () => receiver.received.filter(({ path }) => path === '/changing');
  const endpoint = async () => {
    const { endpoints } = (await send(`${api}/v1/webhooks`)).json;
    return endpoints.find(({ url }: { url: string }) => url === callbackUrl);
  };
  receiver.answer(() => 410);
  const { id } = (await post(api, JSON_TYPE, jsonOf('变', { callbackUrl }))).json;
  const disabled = await until('it to be disabled', async () => {
    const known = await endpoint();
    return known?.state === 'disabled' && known;
  });
  expect(disabled).toMatchObject({ delivered: 0, failed: 1, lastStatus: 410, reason: expect.any(String) });
  receiver.answer(() => 204);
  const operate = (path: string) => send(`${api}/v1/${path}`, { method: 'POST' });
  const enabled = await operate(`webhooks/${disabled.id}/enable`);
  expect(enabled).toMatchObject({ status: 200, json: { id: disabled.id, state: 'active', reason: null } });
  expect(heard()).toHaveLength(1);
  // Redelivering skips a delivery that is just ending.
  const again = await until('it to be delivered', async () => {
    const answer = await operate(`articles/${id}/redeliver`);
    return (await endpoint()).delivered > 0 && answer;
  });
  expect([again.status, again.json]).toEqual([202, { id, revision: 1, deliveries: 1 }]);
  expect(new Set(heard().map(({ headers }) => headers['webhook-id'])).size).toBe(1);
});
