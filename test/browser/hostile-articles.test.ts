import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { Page } from 'playwright-core';
import { tencentRow } from '../support/build.ts';
import { finished, post } from '../support/client.ts';
import { POST } from '../support/posts.ts';
import { startProviderStub } from '../support/start-provider-stub.ts';
import type { RunningWorker } from '../support/start-service.ts';
import { type Site, startSite } from '../support/start-site.ts';
import { until } from '../support/until.ts';

let site: Site;
let worker: RunningWorker;
/** Another origin, and how often something connected to it. */
let elsewhere: string;
let connections = 0;
/**
 * How often something was requested from it. Chromium connects before it applies the policy of a
 * frame, so connections do not count.
 */
let requestsElsewhere = 0;
const foreign = createServer((socket) => {
  connections++;
  socket.once('data', () => {
    requestsElsewhere++;
  });
  setImmediate(() => socket.end());
  socket.on('error', () => {});
});

beforeAll(async () => {
  site = await startSite();
  worker = await site.startWorker();
  foreign.listen(0, '127.0.0.1');
  await once(foreign, 'listening');
  elsewhere = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
  foreign.close();
});

const HACK = "top.hacked=1;parent.hacked=1;window.hacked=1;fetch('/hacked')";

const payloads = (): Readonly<Record<string, string>> => ({
  'a script': `<script>${HACK}</script><script src="/hacked.js"></script><script src="${elsewhere}/x.js"></script>`,
  'event handlers': `<img src="${elsewhere}/x.png" onerror="${HACK}"><svg onload="${HACK}"></svg><body onload="${HACK}"><details open ontoggle="${HACK}">x</details>`,
  'javascript links': `<a id="bait" href="javascript:${HACK}">点此</a><a href="${elsewhere}/page" ping="${elsewhere}/ping" target="_self">二</a>`,
  'a refresh': `<meta http-equiv="refresh" content="0;url=/hacked"><meta http-equiv="refresh" content="0;url=${elsewhere}/">`,
  'a form': `<form id="f" action="/hacked" method="post"><input name="attributes" value="1"><img name="removeAttribute"><button id="bait">发送</button></form><form action="${elsewhere}/"><input autofocus></form>`,
  frames: `<iframe src="${elsewhere}/f"></iframe><iframe srcdoc="<script>${HACK}</script>"></iframe><object data="${elsewhere}/o"></object><embed src="${elsewhere}/e">`,
  'break-outs': `</iframe></script></style></textarea></title></template>--><script>${HACK}</script><iframe><plaintext>`,
  loads: `<link rel="stylesheet" href="${elsewhere}/s.css"><link rel="preconnect" href="${elsewhere}"><link rel="prefetch" href="/hacked"><base href="${elsewhere}/"><style>@import "${elsewhere}/i.css"; p { background: url(${elsewhere}/b.png) }</style><p style="background:url(${elsewhere}/c.png)">x</p><video poster="${elsewhere}/p.png"></video><img srcset="${elsewhere}/y.png 1x">`,
  'a cover': `<style>html,body,div{position:fixed!important;inset:0;z-index:99999;background:red}</style><div style="position:fixed;inset:0;z-index:2147483647;background:red">你被骗了</div>`,
  mutations: `<noscript><p title="</noscript><img src=x onerror=${HACK}>"></noscript><math><mtext><table><mglyph><style><img src onerror="${HACK}"></style></mglyph></table></mtext></math><template><script>${HACK}</script></template>`,
});

async function expectHarmless(page: Page, requests: readonly string[], before: number) {
  const paths = requests.map((url) => url.replace(site.url, ''));
  expect(paths.filter((path) => !/^\/(?:$|web\/|v1\/|articles\/)/.test(path))).toEqual([]);
  for (const frame of page.frames()) expect(await frame.evaluate('globalThis.hacked')).toBeUndefined();
  expect(connections).toBe(before);
  expect(page.context().pages()).toHaveLength(1);
}

test.each(Object.keys(payloads()))(
  '%s in an article does not run, load or send anything, and does not cover the page',
  async (name) => {
    const before = connections;
    const html = `<p>${POST.slice(POST.indexOf('本届'), POST.indexOf('等企业'))}开头</p>${payloads()[name]}<p>结尾</p>`;
    const { id } = (await post(site.url, 'text/html; charset=utf-8', html)).json;
    await finished(site.url, id);
    const { page, requests } = await site.open();
    const frame = page.frameLocator('.article-frame');
    const show = [
      async () => {
        await page.goto(`${site.url}/articles/${id}`);
      },
      async () => {
        await page.goto(`${site.url}/`);
        await page.getByLabel('Article').fill(html);
        await page.getByRole('button', { name: 'Enrich' }).click();
      },
    ];
    for (const visit of show) {
      await visit();
      await frame.getByText('开头').waitFor();
      await Promise.all(page.frames().map((each) => each.waitForLoadState('load')));
      const bait = frame.locator('#bait');
      if ((await bait.count()) > 0) await bait.click();
      await page.getByRole('link', { name: 'As JSON' }).click({ trial: true });
      await expectHarmless(page, requests, before);
    }
  },
);

test.each(Object.keys(payloads()))(
  '%s in an annotated article that is opened directly does not run, load or send anything',
  async (name) => {
    const before = requestsElsewhere;
    const image = `<img src="${elsewhere}/seen.png"><p>开头</p>`;
    const { id } = (await post(site.url, 'text/html; charset=utf-8', image + payloads()[name])).json;
    await finished(site.url, id);
    const { page } = await site.open();
    const answer = await page.goto(`${site.url}/v1/articles/${id}`, { waitUntil: 'load' });
    expect(answer?.headers()['content-type']).toMatch(/^text\/html/);
    await page.getByText('开头').waitFor();
    expect(page.url()).toBe(`${site.url}/v1/articles/${id}`);
    expect(requestsElsewhere).toBe(before);
    expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
  },
);

test('an article is shown in a frame that cannot run, send or load anything', async () => {
  const { id } = (await post(site.url, 'text/html', '<p>frame</p>')).json;
  await finished(site.url, id);
  const { page } = await site.open();
  await page.goto(`${site.url}/articles/${id}`);
  const frame = page.locator('iframe');
  await frame.waitFor();
  expect(await frame.getAttribute('sandbox')).toBe('allow-popups allow-popups-to-escape-sandbox');
  expect(await frame.getAttribute('src')).toBeNull();
  const policy = page.frameLocator('iframe').locator('meta[http-equiv="Content-Security-Policy"]');
  expect(await policy.getAttribute('content')).toBe(
    `default-src 'none'; style-src ${site.url}/web/article-frame.css; img-src data:; base-uri 'none'; form-action 'none'`,
  );
  // Its document has its own origin, so it cannot read ours.
  expect(await page.frames()[1]?.evaluate('self.origin')).toBe('null');
});

test('the page refuses to write markup except through the frame’s policy', async () => {
  const { page } = await site.open();
  await page.goto(`${site.url}/`);
  await expect(page.evaluate('document.body.innerHTML = "<p>x"')).rejects.toThrow('TrustedHTML');
});

test('a company name from a provider is shown as text', async () => {
  const name = "<img src=/hacked onerror=top.hacked='1'>";
  await using stub = await startProviderStub(() => tencentRow('sz000625', { 1: name }));
  await using hostile = await startSite();
  await using _worker = await hostile.startWorker(stub.url);
  const { id } = (await post(hostile.url, 'text/markdown', POST)).json;
  expect((await finished(hostile.url, id)).json.companies[0].name).toBe(name);
  const { page, requests, complaints } = await hostile.open();
  await page.goto(`${hostile.url}/articles/${id}`);
  await page.locator('.company').getByText(name).waitFor();
  const link = page.frameLocator('.article-frame').locator('a[data-ticker]');
  await until('the name to be an attribute', async () => (await link.getAttribute('data-name')) === name);
  expect(requests.filter((url) => url.includes('hacked'))).toEqual([]);
  expect(await page.locator('main img').count()).toBe(0);
  expect(complaints).toEqual([]);
});
