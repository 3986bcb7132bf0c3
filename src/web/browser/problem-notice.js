import { element } from './element.js';

/**
 * Renders the API's problem details (RFC 9457).
 *
 * @param {import('./api.js').Problem} problem
 * @param {string} [hint] what the reader can do
 */
export function problemNotice({ title, status, detail, errors = [], requestId }, hint) {
  const notice = element('div', { className: 'problem' });
  notice.append(element('p', { className: 'problem-title' }, title, statusNote(status)));
  if (detail !== undefined && detail !== title) notice.append(element('p', {}, detail));
  if (errors.length > 0) {
    const faults = errors.map((fault) =>
      element('li', {}, element('code', {}, fault.pointer || '/'), ` ${fault.detail}`),
    );
    notice.append(element('ul', {}, ...faults));
  }
  if (hint !== undefined) notice.append(element('p', {}, hint));
  if (requestId)
    notice.append(element('p', { className: 'note' }, 'Request ', element('code', {}, requestId)));
  return notice;
}

/** @param {number} status */
function statusNote(status) {
  return status === 0 ? '' : element('span', { className: 'note' }, ` ${status}`);
}
