import { parseOptions } from '../../../../tools/quickstart/options.mjs';

test('by default, the service keeps running on port 8080 with the example', () => {
  expect(parseOptions([], {})).toEqual({ once: false, help: false, port: 8080, file: undefined });
});

test('the port comes from --port, otherwise from PORT', () => {
  expect(parseOptions(['--port', '9000'], { PORT: '9100' }).port).toBe(9000);
  expect(parseOptions([], { PORT: '9100' }).port).toBe(9100);
});

test('accepts --once, --file and --help', () => {
  const options = parseOptions(['--once', '--file', 'a post.md', '--help'], {});
  expect(options).toMatchObject({ once: true, file: 'a post.md', help: true });
});

test.each([
  [['--ones'], {}, "Unknown option '--ones'"],
  [['--port', 'http'], {}, "--port must be a number from 0 to 65535, not 'http'"],
  [['--port', '65536'], {}, "--port must be a number from 0 to 65535, not '65536'"],
  [['--port', '1'], {}, '--port must be another number: browsers do not connect to port 1'],
  [[], { PORT: '6000' }, 'PORT must be another number: browsers do not connect to port 6000'],
  [[], { PORT: '80a' }, "PORT must be a number from 0 to 65535, not '80a'"],
])('refuses %j with %j in one sentence', (args, env, sentence) => {
  expect(() => parseOptions(args, env)).toThrow(expect.objectContaining({ message: sentence }));
});
