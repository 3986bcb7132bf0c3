import { isBlocked } from '../../../../tools/setup/ports.mjs';

test.each([1, 25, 2049, 6000, 6667, 10080])('fetch refuses port %i, and so do we', async (port) => {
  expect(isBlocked(port)).toBe(true);
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toMatchObject({ cause: { message: 'bad port' } });
});

test.each([80, 3000, 8080, 65535])('port %i is allowed', (port) => {
  expect(isBlocked(port)).toBe(false);
});
