/** Consecutive values of a row, and the index of the first. */
export type Run = readonly [startsAt: number, values: readonly string[]];

/** Makes a row from runs. Fields without a value are empty. */
export function layOut(fieldCount: number, runs: readonly Run[]): readonly string[] {
  const fields = new Array<string>(fieldCount).fill('');
  for (const [start, values] of runs) {
    values.forEach((value, i) => {
      fields[start + i] = value;
    });
  }
  return fields;
}
