import { faults } from '../../../../tools/simulator/faults.ts';
import { providerNames } from '../../../../tools/simulator/providers/table.ts';
import { usage } from '../../../../tools/simulator/usage.ts';

test('the help lists every provider, fault and control, and fits a terminal’s width', () => {
  for (const name of [...providerNames, ...faults]) expect(usage).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
  expect(usage).toMatch(/^ {2}PUT +\/_faults\/PROVIDER/m);
  expect(usage).toMatch(/^ {2}(GET|DELETE) +\/_requests/m);
  for (const line of usage.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
});
