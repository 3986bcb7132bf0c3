import { AppError } from '../../../../src/errors.ts';
import { isStoreOutage, storeError } from '../../../../src/redis/store-errors.ts';

/** Creates an error reply as ioredis throws it. */
function reply(message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { name: 'ReplyError', ...more });
}

const IN_A_SCRIPT = 'script: a9c3012811ea837de606cfc48e26422472f435be, on @user_script:1.';

test.each([
  [
    reply("OOM command not allowed when used memory > 'maxmemory'."),
    'store_unavailable',
    'The store is full',
  ],
  [
    reply(`NOREPLICAS Not enough good replicas to write. ${IN_A_SCRIPT}`),
    'store_unavailable',
    /lost its replicas/,
  ],
  [reply("READONLY You can't write against a read only replica."), 'store_unavailable', /read-only/],
  [reply('MISCONF Errors writing to the AOF file: No space left on device'), 'store_unavailable', /disk/],
  [reply('LOADING Redis is loading the dataset in memory'), 'store_unavailable', /starting/],
  [reply('WRONGPASS invalid username-password pair'), 'store_unavailable', /password/],
  [
    reply("NOPERM this user has no permissions to run the 'get' command"),
    'store_refused',
    /does not allow a command/,
  ],
  [
    reply(`ERR The user executing the script can't run this command or subcommand ${IN_A_SCRIPT}`),
    'store_refused',
    /does not allow a command/,
  ],
  [
    reply('EXECABORT Transaction discarded because of previous errors.', {
      previousErrors: [reply('OOM x')],
    }),
    'store_unavailable',
    'The store is full',
  ],
  [
    reply('WRONGTYPE Operation against a key holding the wrong kind of value'),
    'store_refused',
    /refused a command/,
  ],
  [new Error('Command timed out'), 'store_unavailable', 'The store did not answer in time'],
  [
    new Error("Stream isn't writeable and enableOfflineQueue options is false"),
    'store_unavailable',
    'The store cannot be reached',
  ],
  [new Error('Connection is closed.'), 'store_unavailable', 'The store cannot be reached'],
])('%s becomes our own error and message', (cause, code, message) => {
  const error = storeError(cause);
  expect(error).toMatchObject({ code, cause });
  expect(error.message).toMatch(message);
});

test('an error of our own stays unchanged', () => {
  const error = new AppError('overloaded', 'x');
  expect(storeError(error)).toBe(error);
});

test('a missing permission counts as an outage, and a key of the wrong type does not', () => {
  expect(isStoreOutage(storeError(reply('OOM x')))).toBe(true);
  expect(isStoreOutage(storeError(new Error('Connection is closed.')))).toBe(true);
  expect(isStoreOutage(storeError(reply('NOPERM x')))).toBe(true);
  expect(isStoreOutage(storeError(reply('WRONGTYPE x')))).toBe(false);
  expect(isStoreOutage(new AppError('overloaded', 'x'))).toBe(false);
  expect(isStoreOutage(new Error('x'))).toBe(false);
});
