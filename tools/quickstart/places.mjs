import { padEnd } from './terminal.mjs';

/**
 * The pages to look at while the service runs.
 *
 * @type {readonly { name: string, show: (run: { url: string, id: string, folder: string }) =>
 * string }[]}
 */
const PLACES = [
  { name: 'playground', show: ({ url }) => `${url}/` },
  { name: 'reading page', show: ({ url, id }) => `${url}/articles/${id}` },
  { name: 'API', show: ({ url }) => `${url}/v1/articles` },
  { name: 'this article', show: ({ url, id }) => `${url}/v1/articles/${id}` },
  { name: '  as JSON', show: ({ url, id }) => `curl ${url}/v1/articles/${id}` },
  { name: '  as HTML', show: ({ url, id }) => `curl -H 'Accept: text/html' ${url}/v1/articles/${id}` },
  { name: '  as a post', show: ({ url, id }) => `curl -H 'Accept: text/markdown' ${url}/v1/articles/${id}` },
  {
    name: 'your article',
    show: ({ url }) => `curl -H 'Content-Type: text/markdown' --data-binary @POST.md ${url}/v1/articles`,
  },
  { name: 'new articles', show: ({ url }) => `curl -N -H 'Accept: text/event-stream' ${url}/v1/articles` },
  { name: 'docs', show: ({ url }) => `${url}/docs` },
  { name: 'dashboard', show: ({ url }) => `${url}/admin/queues` },
  { name: 'logs', show: ({ folder }) => `${folder}/*.log` },
];

/**
 * @param {{ url: string, id: string, folder: string, style: import('./terminal.mjs').Style }}
 * options
 * @returns {string}
 */
export function formatPlaces({ url, id, folder, style }) {
  const lines = PLACES.map(({ name, show }) => `  ${padEnd(name, 13)} ${show({ url, id, folder })}`);
  return [style.bold('Where to look'), ...lines].join('\n');
}
