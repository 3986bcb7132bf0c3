const OLDEST = [20, 19];

/**
 * Exits with a message if Node.js is too old. This file must therefore run on old versions, too.
 */
export function ensureNode(version = process.versions.node) {
  if (isRecentEnough(version)) return;
  console.error(`tickerspan needs Node.js ${OLDEST.join('.')} or newer; this is ${version}.`);
  process.exit(1);
}

/** @param {string} version such as `20.20.2` */
export function isRecentEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}
