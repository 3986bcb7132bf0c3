import { FAULT_KINDS, type FaultKind, type Group } from './fault-kinds.ts';
import { Random } from './random.ts';

/** A fault of a run. */
export interface ScheduledFault {
  readonly kind: string;
  readonly seconds: number;
  readonly variant?: string;
}

/** Faults that happen at the same time. */
export type Episode = readonly ScheduledFault[];

export interface ScheduleOptions {
  readonly seed: number;
  /** How many rounds of faults a run has. */
  readonly rounds: number;
  readonly isShort: boolean;
  /** Names of the only kinds to use, each once a round. */
  readonly only?: readonly string[];
  /** Kinds that this machine does not support. */
  readonly without?: readonly string[];
}

/** How many faults of each group a round has. */
const NORMAL: Readonly<Record<Group, number>> = {
  'store-long': 1,
  'store-short': 1,
  network: 1,
  'kill-api': 3,
  'kill-worker': 3,
  clock: 1,
  outside: 1,
  deploy: 1,
};
const SHORT: Readonly<Record<Group, number>> = { ...NORMAL, 'kill-api': 1, 'kill-worker': 1, clock: 0 };

/**
 * Groups whose faults may happen at the same time, because they affect different parts of the
 * system.
 */
const COMPANIONS: readonly (readonly [Group, Group])[] = [
  ['kill-api', 'kill-worker'],
  ['outside', 'deploy'],
];

/**
 * Returns the faults of a run in order. The same options give the same faults. Consecutive seeds
 * use the faults of each group in turn, so a few seeds cover them all. Their order and their
 * variants are drawn.
 */
export function scheduleOf({
  seed,
  rounds,
  isShort,
  only,
  without = [],
}: ScheduleOptions): readonly Episode[] {
  const random = new Random(seed);
  const possible = FAULT_KINDS.filter(({ name }) => !without.includes(name));
  const episodes: Episode[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const turn = (seed - 1) * rounds + round;
    const chosen = only
      ? possible.filter(({ name }) => only.includes(name)).map((kind) => [kind])
      : drawn(possible, isShort ? SHORT : NORMAL, turn);
    episodes.push(...random.shuffled(chosen).map((kinds) => kinds.map((kind) => scheduled(kind, random))));
  }
  return episodes;
}

function drawn(
  possible: readonly FaultKind[],
  counts: Readonly<Record<Group, number>>,
  turn: number,
): readonly (readonly FaultKind[])[] {
  const byGroup = new Map<Group, FaultKind[]>();
  for (const [group, count] of Object.entries(counts) as [Group, number][]) {
    const kinds = possible.filter((kind) => kind.group === group);
    const places =
      kinds.length === 0 ? [] : Array.from({ length: count }, (_, place) => turn * count + place);
    byGroup.set(
      group,
      places.map((place) => kinds[place % kinds.length] as FaultKind),
    );
  }
  const episodes: FaultKind[][] = [];
  for (const [first, second] of COMPANIONS) {
    const [some, others] = [byGroup.get(first) ?? [], byGroup.get(second) ?? []];
    for (let place = 0; place < Math.max(some.length, others.length); place += 1) {
      episodes.push([some[place], others[place]].filter((kind) => kind !== undefined));
    }
    byGroup.delete(first);
    byGroup.delete(second);
  }
  return [...episodes, ...[...byGroup.values()].flat().map((kind) => [kind])];
}

function scheduled({ name, seconds, variants }: FaultKind, random: Random): ScheduledFault {
  return { kind: name, seconds, ...(variants ? { variant: random.pick(variants) } : {}) };
}
