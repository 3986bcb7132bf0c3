/** The key of a test file's open resources in its global object, which the environment reads. */
export const OPEN_RESOURCES = Symbol.for('tickerspan.openResources');
