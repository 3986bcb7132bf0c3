/** Values that stand one after another in a row, from a place on. */
export type Run = readonly [startsAt: number, values: readonly string[]];

/** A row of so many fields, empty where no run says anything. */
export function layOut(fieldCount: number, runs: readonly Run[]): readonly string[] {
  const fields = new Array<string>(fieldCount).fill('');
  for (const [start, values] of runs) {
    values.forEach((value, i) => {
      fields[start + i] = value;
    });
  }
  return fields;
}
