/**
 * @typedef {NonNullable<import('../../articles/article.ts').Company['quote']>} Quote
 * @typedef {NonNullable<import('../../articles/article.ts').Company['missing']>} Missing
 */

/** @type {Record<Exclude<Quote['state'], 'trading'>, string>} */
const STATES = {
  suspended: 'trading is suspended',
  delisted: 'delisted',
  retired: 'the code has changed',
  unlisted: 'not listed yet',
};

const SESSIONS = {
  pre: 'before the opening',
  auction: 'opening auction',
  open: 'market open',
  lunch: 'lunch break',
  closed: 'market closed',
};

const MISSING = {
  unknown: 'No quote: no provider knows this ticker.',
  'upstream-error': 'No quote: no provider answered.',
  unsupported: 'No quote: currencies and futures have none.',
};

/** @param {Quote} quote */
export function stateInWords({ state, session }) {
  const hours = SESSIONS[session] ?? session;
  return state === 'trading' ? hours : `${STATES[state] ?? state}, ${hours}`;
}

/** @param {Missing | undefined} missing */
export function missingInWords(missing) {
  return missing === undefined ? 'No quote.' : (MISSING[missing] ?? `No quote: ${missing}.`);
}

/**
 * Formats two decimals, or three if the third is not zero.
 *
 * @param {number} value
 */
export function decimal(value) {
  return value.toFixed(3).replace(/0$/, '').replace('-', '−');
}

/** @param {number} value */
export function signed(value) {
  return value > 0 ? `+${decimal(value)}` : decimal(value);
}

const MOMENT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});

/**
 * Formats a time in the reader's time zone.
 *
 * @param {string} instant
 */
export function momentOf(instant) {
  const time = document.createElement('time');
  time.dateTime = instant;
  time.textContent = MOMENT.format(new Date(instant));
  return time;
}

/**
 * Formats a probability, never as 0 % or 100 %.
 *
 * @param {number} probability
 */
export function percentOf(probability) {
  if (probability > 0.99) return '>99%';
  return probability < 0.01 ? '<1%' : `${Math.round(probability * 100)}%`;
}

/**
 * @param {number} number
 * @param {string} one
 * @param {string} many
 */
export function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}
