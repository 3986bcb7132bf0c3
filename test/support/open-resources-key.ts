/** Where a test file's open resources stand in its global object, for the environment around it to see. */
export const OPEN_RESOURCES = Symbol.for('tickerspan.openResources');
