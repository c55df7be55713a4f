import { renameSync, writeFileSync } from 'node:fs';
import { supergraphOf } from '../world/supergraph.ts';
import type { Target } from '../targets/target.ts';
import { workloadOf } from '../workloads.ts';
import type { Bench } from './bench.ts';
import { measure, type Measurement } from './measure.ts';
import { GRAPHQL_PATH } from './running-target.ts';
import { startOne, supergraphFileOf } from './run-workload.ts';

const NEW_FIELD = 'fieldOfTheSwap';

export type SwapResult =
  | { readonly kind: 'absent'; readonly reason: string }
  | {
      readonly kind: 'measured';
      readonly before: Measurement;
      readonly after: Measurement;
      readonly isSwapped: boolean;
    };

/** The headline's load without a pause: a window, then the supergraph's file is replaced, then another window. */
export async function runSwap(
  bench: Bench,
  target: Target,
  options: { readonly connections: number; readonly warmUpSeconds: number; readonly swapSeconds: number },
): Promise<SwapResult> {
  const outcome = await startOne(bench, 'unique', target);
  if (outcome.kind === 'absent') return outcome;
  const { running } = outcome;
  try {
    const { windows } = await measure(bench, running, workloadOf('unique'), {
      ...options,
      windowsSeconds: [options.swapSeconds, options.swapSeconds],
      onWindow: (at) => {
        if (at === 1)
          replace(supergraphFileOf(bench, target, 'unique'), supergraphOf(bench.subgraphs.urls, NEW_FIELD));
      },
    });
    const [before, after] = windows;
    if (!before || !after) throw new Error('two windows were asked for');
    return { kind: 'measured', before, after, isSwapped: await isServed(running.port) };
  } finally {
    await running.child.stop();
  }
}

/** As tools do it: nobody reads half a file. */
function replace(file: string, text: string): void {
  writeFileSync(`${file}.next`, text);
  renameSync(`${file}.next`, file);
}

async function isServed(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}${GRAPHQL_PATH}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __type(name: "Query") { fields { name } } }' }),
  });
  return (await response.text()).includes(`"${NEW_FIELD}"`);
}
