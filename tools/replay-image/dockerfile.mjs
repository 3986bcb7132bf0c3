/**
 * One instruction of a Dockerfile.
 *
 * @typedef {{ line: number, keyword: string, rest: string }} Instruction
 *
 * @typedef {{ kind: 'workdir', path: string }} Workdir
 * @typedef {{ kind: 'copy', from: string | undefined, sources: string[], target: string }} Copy
 * @typedef {{ kind: 'run', command: string }} Run
 * @typedef {{ kind: 'env', values: Record<string, string> }} Env
 * @typedef {Workdir | Copy | Run | Env} Step what a stage does, in order
 *
 * @typedef {object} Stage
 * @property {string} name
 * @property {string} base another stage, or an image of Node.js
 * @property {Step[]} steps
 * @property {string | undefined} user
 * @property {number[]} ports
 * @property {string[] | undefined} healthcheck
 * @property {string[] | undefined} command
 */

const BASE = /^node:\d+(?:\.\d+)*(?:-[a-z]+)*$/;

/**
 * The stages of a Dockerfile, the image's own last. It knows the forms that ours uses, and refuses any other: what it does not
 * understand it could not replay either.
 *
 * @param {string} text
 * @returns {Stage[]}
 */
export function parseDockerfile(text) {
  /** @type {Stage[]} */
  const stages = [];
  for (const instruction of instructionsIn(text)) {
    if (instruction.keyword === 'FROM') stages.push(stageFrom(instruction, stages));
    else {
      const read = READERS.get(instruction.keyword);
      const stage = stages.at(-1);
      if (!read) throw refusal(instruction, 'is an instruction that is not known here');
      if (!stage) throw refusal(instruction, 'stands before the first FROM');
      read(stage, instruction, stages);
    }
  }
  if (!stages.at(-1)?.command) throw new Error('Dockerfile: the last stage has no CMD.');
  return stages;
}

/**
 * @param {string} text
 * @returns {Instruction[]}
 */
function instructionsIn(text) {
  /** @type {Instruction[]} */
  const found = [];
  let continues = false;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line.startsWith('#') || (line === '' && !continues)) continue;
    const part = line.replace(/\\$/, '').trim();
    const last = found.at(-1);
    if (continues && last) last.rest = `${last.rest} ${part}`.trim();
    else {
      const [, keyword = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(part) ?? [];
      found.push({ line: index + 1, keyword, rest });
    }
    continues = line.endsWith('\\');
  }
  return found;
}

/**
 * @param {Instruction} instruction
 * @param {readonly Stage[]} stages
 * @returns {Stage}
 */
function stageFrom(instruction, stages) {
  const [, base, name = ''] = /^(\S+)(?: AS ([a-z]+))?$/.exec(instruction.rest) ?? [];
  if (base === undefined || !(BASE.test(base) || stages.some((stage) => stage.name === base)))
    throw refusal(instruction, 'does not name an image of Node.js or an earlier stage');
  return { name, base, steps: [], user: undefined, ports: [], healthcheck: undefined, command: undefined };
}

/** @type {Record<string, (stage: Stage, instruction: Instruction, stages: readonly Stage[]) => void>} */
const READER_OF = {
  WORKDIR: (stage, instruction) => void stage.steps.push(workdirOf(instruction)),
  COPY: (stage, instruction, stages) => void stage.steps.push(copyOf(instruction, stages)),
  RUN: (stage, instruction) => void stage.steps.push(runOf(instruction)),
  ENV: (stage, instruction) => void stage.steps.push({ kind: 'env', values: pairsOf(instruction) }),
  LABEL: (_stage, instruction) => void pairsOf(instruction),
  USER: (stage, instruction) => {
    if (!/^[a-z]+$/.test(instruction.rest)) throw refusal(instruction, "is not one user's name");
    stage.user = instruction.rest;
  },
  EXPOSE: (stage, instruction) => {
    if (!/^\d+(?: \d+)*$/.test(instruction.rest)) throw refusal(instruction, 'is not a list of ports');
    stage.ports = instruction.rest.split(' ').map(Number);
  },
  HEALTHCHECK: (stage, instruction) => {
    const [, command] = /^(?:--[a-z-]+=\d+s? )*CMD (.*)$/.exec(instruction.rest) ?? [];
    if (command === undefined) throw refusal(instruction, 'is not options and CMD […]');
    stage.healthcheck = wordsOf(instruction, command);
  },
  CMD: (stage, instruction) => {
    stage.command = wordsOf(instruction, instruction.rest);
  },
};
const READERS = new Map(Object.entries(READER_OF));

/**
 * @param {Instruction} instruction
 * @returns {Workdir}
 */
function workdirOf(instruction) {
  if (!/^(?:\/[a-z]+)+$/.test(instruction.rest)) throw refusal(instruction, 'is not an absolute path');
  return { kind: 'workdir', path: instruction.rest };
}

/**
 * @param {Instruction} instruction
 * @param {readonly Stage[]} stages
 * @returns {Copy}
 */
function copyOf(instruction, stages) {
  const words = instruction.rest.split(/\s+/);
  const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
  const sources = words.slice(0, -1);
  const target = words.at(-1) ?? '';
  if (from !== undefined && !stages.some(({ name }) => name === from))
    throw refusal(instruction, `copies from ${from}, which is no earlier stage`);
  if (sources.length === 0 || [...words].some((word) => /[*?[\]$"'\\]|^--|(?:^|\/)\.\.(?:\/|$)/.test(word)))
    throw refusal(instruction, 'is not a list of plain paths');
  if (sources.length > 1 && !target.endsWith('/')) throw refusal(instruction, 'needs a folder as its target');
  return { kind: 'copy', from, sources, target };
}

/**
 * @param {Instruction} instruction
 * @returns {Run}
 */
function runOf(instruction) {
  // A path of the image would be one of this machine here.
  if (/^(?:--|\[)|(?:^|[\s=:"'])\//.test(instruction.rest))
    throw refusal(instruction, 'is not a plain command with relative paths');
  return { kind: 'run', command: instruction.rest };
}

/**
 * @param {Instruction} instruction
 * @returns {Record<string, string>}
 */
function pairsOf(instruction) {
  const pair = /([A-Za-z_][\w.]*)=(?:"([^"$\\]*)"|([^\s"'$\\]+))(?:\s+|$)/y;
  /** @type {Record<string, string>} */
  const values = {};
  while (pair.lastIndex < instruction.rest.length) {
    const [, name = '', quoted, plain] = pair.exec(instruction.rest) ?? [];
    if (name === '') throw refusal(instruction, 'is not a list of name=value');
    values[name] = quoted ?? plain ?? '';
  }
  return values;
}

/**
 * @param {Instruction} instruction
 * @param {string} text
 * @returns {string[]}
 */
function wordsOf(instruction, text) {
  try {
    const words = JSON.parse(text);
    if (Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === 'string'))
      return words;
  } catch {
    // Refused below, as the shell form is: a shell would be process 1, and keep signals to itself.
  }
  throw refusal(instruction, 'is not in exec form, ["program", "argument"]');
}

/**
 * @param {Instruction} instruction
 * @param {string} fault
 */
function refusal({ line, keyword, rest }, fault) {
  return new Error(`Dockerfile:${line}: ${keyword} ${rest.slice(0, 60)} ${fault}.`);
}
