import { takePort } from '../../../../tools/quickstart/ports.mjs';

test('a port that browsers refuse is skipped', async () => {
  const { port, release } = await takePort(6665);
  release();
  expect(port).toBeGreaterThan(6669);
});
