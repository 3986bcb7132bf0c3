import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from './run-command.mjs';

const SERVERS = ['redis-server', 'valkey-server'];

// Debian starts a service when it installs it, unless policy-rc.d forbids it. We need only the
// program.
const APT_INSTALL = `
  export DEBIAN_FRONTEND=noninteractive
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 130' INT TERM HUP
    printf '#!/bin/sh\\nexit 101\\n' > "$policy" && chmod 755 "$policy"
  fi
  apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends redis-server`;

/**
 * The package managers, each with its commands in order. We stop as soon as a server is on the
 * PATH. `shown` is what a person would type. Some distributions have only one of the two servers.
 *
 * @type {readonly { manager: string, shown: string, commands: readonly (readonly string[])[],
 * asRoot: boolean }[]}
 */
const PACKAGE_MANAGERS = [
  {
    manager: 'apt-get',
    shown: 'apt-get update && apt-get install -y redis-server',
    commands: [
      ['apt-get', 'update'],
      ['sh', '-c', APT_INSTALL],
    ],
    asRoot: true,
  },
  eitherServer('apk', ['add', '--no-cache']),
  eitherServer('dnf', ['install', '-y']),
  eitherServer('yum', ['install', '-y']),
  eitherServer('pacman', ['-Sy', '--noconfirm', '--needed']),
  eitherServer('zypper', ['--non-interactive', 'install']),
  { ...eitherServer('brew', ['install']), asRoot: false },
];

/**
 * Returns the path of the first redis-server or valkey-server on the PATH.
 *
 * @returns {string | undefined}
 */
export function findRedisServer(path = process.env.PATH) {
  return SERVERS.map((name) => findOnPath(name, path)).find((found) => found !== undefined);
}

/**
 * Finds a Redis server, or announces and installs one with the system's package manager.
 *
 * @param {{ say: (text: string) => void }} options
 * @returns {Promise<string>} its path
 */
export async function ensureRedisServer({ say }) {
  const found = findRedisServer();
  if (found) return found;
  const known = PACKAGE_MANAGERS.find(({ manager }) => findOnPath(manager));
  if (!known) throw new Error(whatToDo('install redis-server (or valkey-server)'));
  const sudo = known.asRoot ? sudoPrefix() : [];
  if (!sudo) throw new Error(whatToDo(`as root run: ${known.shown}`));
  say(`no redis-server on the PATH; installing it: ${[...sudo, known.shown].join(' ')}`);
  const server = await install(known.commands, sudo);
  if (!server)
    throw new Error(whatToDo(`see the output above for why the installation failed (${known.shown})`));
  return server;
}

/**
 * @param {readonly (readonly string[])[]} commands
 * @param {readonly string[]} sudo
 */
async function install(commands, sudo) {
  for (const command of commands) {
    const [program = '', ...args] = [...sudo, ...command];
    await runCommand(program, args);
    const server = findRedisServer();
    if (server) return server;
  }
  return undefined;
}

/**
 * Returns the words that run a command as root without a password prompt. There are none if we are
 * root.
 *
 * @returns {readonly string[] | undefined}
 */
function sudoPrefix() {
  if (process.getuid?.() === 0) return [];
  return findOnPath('sudo') ? ['sudo', '-n'] : undefined;
}

/** @param {string} advice */
function whatToDo(advice) {
  return `No Redis server is installed. Either ${advice}, or set REDIS_URL to a running one, such as redis://127.0.0.1:6379.`;
}

/**
 * @param {string} manager
 * @param {readonly string[]} args
 */
function eitherServer(manager, args) {
  const commands = ['redis', 'valkey'].map((name) => [manager, ...args, name]);
  return { manager, shown: [manager, ...args, 'redis'].join(' '), commands, asRoot: true };
}

/**
 * @param {string} name
 * @returns {string | undefined}
 */
function findOnPath(name, path = process.env.PATH) {
  const folders = (path ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
