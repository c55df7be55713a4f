import { CliFailure, type Reason } from '../failure.js';
import type { Io } from '../io.js';
import type { DevPlan } from './dev-plan.js';
import type { DevLimits } from './limits.js';
import { reasonOf } from './sources/schema-peer.js';
import { type FileReading, followFiles } from './sources/watch-files.js';

export interface PlanListener {
  /** The file names something else now. */
  changed(plan: DevPlan): Promise<void>;
  /** It cannot be used as it is now; told once per reason. */
  refused(reason: Reason): void;
}

/** Reads the plan again whenever the file that names the subgraphs changes. */
export async function followPlan(
  plan: DevPlan,
  readPlan: () => Promise<DevPlan>,
  listener: PlanListener,
  io: Pick<Io, 'cwd'>,
  limits: DevLimits,
  signal: AbortSignal,
): Promise<void> {
  if (plan.file === undefined) return;
  let current = plan;
  let refusedFor: string | undefined;
  await followFiles(
    { given: plan.file, cwd: io.cwd },
    async (): Promise<FileReading<DevPlan | CliFailure>> => {
      try {
        return { kind: 'usable', value: await readPlan() };
      } catch (error) {
        if (error instanceof CliFailure) return { kind: 'unusable', value: error };
        throw error;
      }
    },
    async (next) => {
      if (next instanceof CliFailure) {
        if (refusedFor !== next.message) listener.refused(reasonOf(next));
        refusedFor = next.message;
        return;
      }
      refusedFor = undefined;
      if (JSON.stringify(next) === JSON.stringify(current)) return;
      current = next;
      await listener.changed(next);
    },
    limits,
    signal,
  );
}
