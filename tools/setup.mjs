/**
 * Sets up what the service and its tests need. Uses no dependencies, so it works before
 * node_modules exists.
 */
export { ensureBuild } from './setup/build.mjs';
export { ensureDependencies } from './setup/dependencies.mjs';
export { ensureNode } from './setup/node-version.mjs';
export { startPrivateRedis } from './setup/private-redis.mjs';
export { ensureRedisServer, findRedisServer } from './setup/redis-server.mjs';
