const OLDEST = [20, 19];

/** Ends the process with a sentence when Node is too old; so this file is written for an old one too. */
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
