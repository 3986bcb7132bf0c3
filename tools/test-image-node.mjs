/**
 * `npm run test:image-node`: runs the unit and integration tests on the version of Node.js that the
 * image has.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root } from './setup/run-command.mjs';

const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
const version = /^FROM node:(\d+(?:\.\d+)*)/m.exec(dockerfile)?.[1];
if (version === undefined) throw new Error('The Dockerfile does not name a version of Node.js.');

// npm has Node.js itself as a package for each platform.
const name = `node-${process.platform}-${process.arch}`;
const folder = join(root, '.tickerspan', `node-${version}`);
run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', `${name}@${version}`]);
const node = join(folder, 'node_modules', name, 'bin', 'node');
run(node, ['--version']);
run(node, ['tools/test.mjs', '--selectProjects', 'unit', 'integration', ...process.argv.slice(2)]);

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function run(command, args) {
  // Processes that the tests start as `node` must be of this version, too.
  const PATH = command === 'npm' ? process.env.PATH : [dirname(command), process.env.PATH].join(delimiter);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, PATH },
    stdio: 'inherit',
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
