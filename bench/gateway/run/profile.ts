import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { CpuProfile } from '../report/profile-table.ts';
import type { Target } from '../targets/target.ts';
import { workloadOf, type WorkloadName } from '../workloads.ts';
import { freePorts, root } from '../../support/kontor.ts';
import type { Bench } from './bench.ts';
import { measure, type MeasureOptions, type Measurement } from './measure.ts';
import { startOne } from './run-workload.ts';

const SAMPLE_MICROSECONDS = 250;

export interface Profiled {
  readonly profile: CpuProfile;
  readonly file: string;
  readonly measurement: Measurement;
}

/** The steady state under load as a CPU profile: started when the warm-up is over, by way of Node's inspector. */
export async function profileTarget(
  bench: Bench,
  target: Target,
  workload: WorkloadName,
  options: Omit<MeasureOptions, 'onWindow'>,
): Promise<Profiled> {
  if (!target.runsOnNode) throw new Error(`${target.title} does not run on Node, which makes the profile`);
  const port = await freePorts(1);
  const outcome = await startOne(bench, workload, target, [`--inspect=127.0.0.1:${port}`]);
  if (outcome.kind === 'absent') throw new Error(`${target.title} ${outcome.reason}`);
  const inspector = await connectInspector(port);
  try {
    await inspector.call('Profiler.enable');
    await inspector.call('Profiler.setSamplingInterval', { interval: SAMPLE_MICROSECONDS });
    // Started before the load, an attached profiler does not stop to think in the window.
    const seconds = options.windowsSeconds[0] ?? 0;
    const warm = wait((options.warmUpSeconds + 0.2) * 1000).then(() => inspector.call('Profiler.start'));
    const stopped = warm
      .then(() => wait((seconds - 0.4) * 1000))
      .then(() => inspector.call('Profiler.stop') as Promise<{ profile: CpuProfile }>);
    const { windows } = await measure(bench, outcome.running, workloadOf(workload), options);
    const { profile } = await stopped;
    const folder = path.join(root, '.kontor');
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `${target.name}-${workload}.cpuprofile`);
    writeFileSync(file, JSON.stringify(profile));
    const [measurement] = windows;
    if (!measurement) throw new Error('nothing was measured');
    return { profile, file, measurement };
  } finally {
    inspector.close();
    await outcome.running.child.stop();
  }
}

interface Inspector {
  call(method: string, parameters?: object): Promise<unknown>;
  close(): void;
}

async function connectInspector(port: number): Promise<Inspector> {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
    webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '');
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', () => reject(new Error('the inspector cannot be reached')), {
      once: true,
    });
  });
  const waiting = new Map<number, (result: unknown) => void>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown };
    if (id === undefined) return;
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  let last = 0;
  return {
    call: (method, params = {}) =>
      new Promise((resolve) => {
        last += 1;
        waiting.set(last, resolve);
        socket.send(JSON.stringify({ id: last, method, params }));
      }),
    close: () => socket.close(),
  };
}
