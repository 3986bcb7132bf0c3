import { readFileSync } from 'node:fs';
import { parseDockerfile } from '../../../../tools/replay-image/dockerfile.mjs';

const FROM = 'FROM node:26-slim AS first\n';
const CMD = '\nCMD ["node", "main.js"]\n';

test('our Dockerfile ends in an image that runs node itself, as the user node', () => {
  const stages = parseDockerfile(readFileSync('Dockerfile', 'utf8'));
  expect(stages.map(({ name }) => name)).toEqual(['build', 'dependencies', '']);
  expect(stages.at(-1)).toMatchObject({ user: 'node', command: ['node', 'dist/src/server.js'] });
});

test('steps keep their order, and a line may go on in the next', () => {
  const [stage] = parseDockerfile(
    `# a comment\n${FROM}WORKDIR /app\nENV A=1 B="two words"\nCOPY a \\\n# in between\n  b to/\nRUN npm ci${CMD}`,
  );
  expect(stage?.steps).toEqual([
    { kind: 'workdir', path: '/app' },
    { kind: 'env', values: { A: '1', B: 'two words' } },
    { kind: 'copy', from: undefined, sources: ['a', 'b'], target: 'to/' },
    { kind: 'run', command: 'npm ci' },
  ]);
});

test.each([
  ['an instruction that it does not know', 'VOLUME /data', /VOLUME/],
  ['an argument of the build', 'ARG VERSION', /ARG/],
  ['a command that a shell would run', 'CMD node main.js', /exec form/],
  ['a health check that a shell would run', 'HEALTHCHECK CMD node check.js', /exec form/],
  ['a pattern in COPY', 'COPY *.json ./', /plain paths/],
  ['an option of COPY', 'COPY --chown=node a b', /plain paths/],
  ['a stage that is not there', 'COPY --from=later a b', /no earlier stage/],
  ['several files without a folder to go to', 'COPY a b c', /needs a folder/],
  ['a path of this machine', 'RUN rm -rf /data', /relative paths/],
  ['a variable in ENV', 'ENV PATH=$PATH', /name=value/],
  ['a number as the user', 'USER 0:0', /user's name/],
  ['a base that is not Node.js', 'FROM debian:12', /image of Node/],
])('refuses %s', (_what, line, message) => {
  expect(() => parseDockerfile(`${FROM}${line}${CMD}`)).toThrow(message);
});

test('says in which line it found what it refuses', () => {
  expect(() => parseDockerfile(`${FROM}\nRUN npm ci\nSHELL ["sh"]${CMD}`)).toThrow(/^Dockerfile:4: SHELL/);
});

test('an image needs a command', () => {
  expect(() => parseDockerfile(FROM)).toThrow(/no CMD/);
});
