import { parseArgs } from 'node:util';
import { TARGETS } from './targets/all.ts';
import type { TargetName } from './targets/target.ts';
import { WORKLOADS, type WorkloadName } from './workloads.ts';

export interface BenchOptions {
  readonly workloads: readonly (WorkloadName | 'swap')[];
  readonly targets: readonly TargetName[];
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly rounds: number;
  readonly connections: number;
  readonly swapSeconds: number;
  readonly format: 'text' | 'json' | 'markdown';
  readonly profile: TargetName | undefined;
}

export const USAGE = `npm run bench:gateway -- [options]

  --workload NAMES    ${WORKLOADS.map(({ name }) => name).join(', ')}, swap (default: all), comma-separated
  --target NAMES      ${TARGETS.map(({ name }) => name).join(', ')} (default: all), comma-separated
  --seconds N         of one measurement (default 5)
  --warm-up N         seconds before each measurement (default 2)
  --rounds N          of all targets, one after the other; medians are printed (default 3)
  --connections N     clients (default 50)
  --swap-seconds N    before and after the swap (default 60)
  --format NAME       text, json or markdown (default text)
  --profile TARGET    instead of the table: a CPU profile of this target, which must run on Node
`;

/** Throws with a sentence for whoever typed it. */
export function parseOptions(argv: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      workload: { type: 'string' },
      target: { type: 'string' },
      seconds: { type: 'string', default: '5' },
      'warm-up': { type: 'string', default: '2' },
      rounds: { type: 'string', default: '3' },
      connections: { type: 'string', default: '50' },
      'swap-seconds': { type: 'string', default: '60' },
      format: { type: 'string', default: 'text' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const targetNames = TARGETS.map(({ name }) => name);
  const workloadNames = [...WORKLOADS.map(({ name }) => name), 'swap' as const];
  return {
    workloads: namesOf('workload', values.workload, workloadNames),
    targets: namesOf('target', values.target, targetNames),
    seconds: numberOf('seconds', values.seconds, 600),
    warmUpSeconds: numberOf('warm-up', values['warm-up'], 600),
    rounds: numberOf('rounds', values.rounds, 100),
    connections: numberOf('connections', values.connections, 1_000),
    swapSeconds: numberOf('swap-seconds', values['swap-seconds'], 600),
    format: oneOf('format', values.format, ['text', 'json', 'markdown'] as const),
    profile: values.profile === undefined ? undefined : oneOf('profile', values.profile, targetNames),
  };
}

function namesOf<Name extends string>(
  option: string,
  text: string | undefined,
  names: readonly Name[],
): Name[] {
  if (text === undefined) return [...names];
  const wanted = text.split(',').map((name) => oneOf(option, name.trim(), names));
  return names.filter((name) => wanted.includes(name));
}

function oneOf<Name extends string>(option: string, text: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === text);
  if (found === undefined) throw new Error(`--${option} ${text}: it is one of ${names.join(', ')}`);
  return found;
}

function numberOf(option: string, text: string, max: number): number {
  const value = Number(text);
  if (!(value > 0 && value <= max)) throw new Error(`--${option} ${text}: it is a number up to ${max}`);
  return value;
}
