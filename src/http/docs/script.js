// @ts-nocheck: it runs in a browser, whose globals are no part of this program's types.

/**
 * Builds the page out of openapi.json: a form for each call. All that comes from elsewhere is set
 * as text.
 */
const api = await (await fetch('/openapi.json')).json();
document.getElementById('about').replaceChildren(...withCode(api.info.description));
const calls = document.getElementById('calls');
for (const [path, methods] of Object.entries(api.paths)) {
  for (const [method, operation] of Object.entries(methods)) calls.append(callOf(path, method, operation));
}

function callOf(path, method, operation) {
  const form = element('form');
  if (operation.description) form.append(textElement('p', operation.description));
  const fields = (operation.parameters ?? []).map((parameter) => fieldOf(parameter, form));
  const body = operation.requestBody ? bodyOf(operation.requestBody.content, form) : undefined;
  const accept = acceptOf(operation.responses, form);
  form.append(answersOf(operation.responses), element('button', { textContent: 'Send' }));
  const output = element('pre', { hidden: true, tabIndex: 0 });
  output.setAttribute('aria-live', 'polite');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    output.hidden = false;
    output.textContent = '…';
    output.textContent = await send(path, method, fields, body, accept.value).catch((error) => String(error));
  });
  const summary = element('summary');
  summary.append(
    element('span', { className: 'method', textContent: method }),
    element('code', { textContent: path }),
    textElement('span', operation.summary),
  );
  const details = element('details', { id: operation.operationId });
  details.append(summary, form, output);
  return details;
}

function fieldOf(parameter, form) {
  const input = element('input', { required: parameter.required === true, name: parameter.name });
  if (parameter.in === 'path' || parameter.required) input.value = parameter.example ?? '';
  else input.placeholder = parameter.example ?? '';
  labelled(`${parameter.name} (${parameter.in})`, parameter.description, input, form);
  return { parameter, input };
}

function bodyOf(content, form) {
  const type = selectOf(Object.keys(content));
  const text = element('textarea', { spellcheck: false });
  const fill = () => {
    text.value = exampleOf(content[type.value]);
  };
  type.addEventListener('change', fill);
  fill();
  labelled('Content-Type', '', type, form);
  labelled('Body', '', text, form);
  return { type, text };
}

function exampleOf({ example, schema }) {
  if (example !== undefined) return example;
  const named = api.components.schemas[schema.$ref?.split('/').at(-1)];
  return JSON.stringify(named?.examples?.[0] ?? {}, null, 2);
}

function acceptOf(responses, form) {
  const types = Object.values(responses).flatMap(({ content }) => Object.keys(content ?? {}));
  const select = selectOf([...new Set(types)].filter((type) => type !== 'application/problem+json'));
  if (select.options.length > 1) labelled('Accept', '', select, form);
  return select;
}

function answersOf(responses) {
  const table = element('table');
  for (const [status, { description }] of Object.entries(responses)) {
    const row = table.insertRow();
    row.append(element('th', { textContent: status, scope: 'row' }), textElement('td', description));
  }
  return table;
}

async function send(path, method, fields, body, accept) {
  const given = fields.filter(({ input }) => input.value !== '');
  const named = (place) => given.filter(({ parameter }) => parameter.in === place);
  const headers = new Headers(named('header').map(({ input }) => [input.name, input.value]));
  if (accept) headers.set('Accept', accept);
  if (body) headers.set('Content-Type', body.type.value);
  const key = document.getElementById('key').value;
  if (key !== '') headers.set('Authorization', `Bearer ${key}`);
  const query = new URLSearchParams(named('query').map(({ input }) => [input.name, input.value]));
  const filled = named('path').reduce(
    (url, { input }) => url.replace(`{${input.name}}`, encodeURIComponent(input.value)),
    path,
  );
  const url = query.size > 0 ? `${filled}?${query}` : filled;
  // With credentials of its own a browser would ask for a password where a key is missing.
  const answer = await fetch(url, {
    method: method.toUpperCase(),
    headers,
    body: body?.text.value,
    credentials: 'omit',
  });
  const head = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  return `${answer.status} ${answer.statusText}\n${head}\n\n${pretty(await answer.text(), answer)}`;
}

function pretty(text, answer) {
  const isOneDocument =
    /json/.test(answer.headers.get('content-type') ?? '') &&
    !/ndjson/.test(answer.headers.get('content-type'));
  return isOneDocument && text !== '' ? JSON.stringify(JSON.parse(text), null, 2) : text;
}

function labelled(name, description, field, form) {
  const label = element('label');
  label.append(element('span', { textContent: name }), field);
  if (description) label.append(textElement('small', description));
  form.append(label);
}

function selectOf(values) {
  const select = element('select');
  for (const value of values) select.append(element('option', { value, textContent: value }));
  return select;
}

function textElement(name, text) {
  const shown = element(name);
  shown.append(...withCode(text));
  return shown;
}

/** What stands between backticks as code, the rest as text. */
function withCode(text) {
  return text
    .split(/`([^`]*)`/)
    .map((part, at) => (at % 2 === 1 ? element('code', { textContent: part }) : part));
}

function element(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}
