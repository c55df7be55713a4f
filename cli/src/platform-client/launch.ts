import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { couldNotRun } from '../failure.js';
import type { PlatformClient } from './client.js';
import { compositionHint, compositionProblem, HINT_FIELDS, PROBLEM_FIELDS } from './problems.js';

/** What commands that change a variant tell about the launch they asked for. */
export const launchResult = z.object({
  id: z.string(),
  sequence: z.number().int(),
  status: z.string(),
  createdAt: z.string(),
  completedAt: z.string().nullable(),
  problems: z.array(compositionProblem),
  hints: z.array(compositionHint),
  supergraph: z.object({ hash: z.string() }).nullable(),
});

export type LaunchResult = z.infer<typeof launchResult>;

export const LAUNCH_RESULT_FIELDS = `
  id sequence status createdAt completedAt
  problems { ${PROBLEM_FIELDS} }
  hints { ${HINT_FIELDS} }
  supergraph { hash }
`;

const LAUNCH = /* GraphQL */ `
  query LaunchResult($id: ID!) {
    launch(id: $id) { ${LAUNCH_RESULT_FIELDS} }
  }
`;

const shape = z.object({ launch: launchResult.nullable() });

const POLL_MS = 150;
const LAUNCH_WAIT_MS_MAX = 60_000;

/**
 * Follows a launch until it is COMPLETED or REFUSED. Throws a CliFailure when it FAILED, when it is not finished after
 * {@link LAUNCH_WAIT_MS_MAX}, or when it has a state this version does not know.
 */
export async function settleLaunch(client: PlatformClient, first: LaunchResult): Promise<LaunchResult> {
  const deadline = Date.now() + LAUNCH_WAIT_MS_MAX;
  let launch = first;
  while (launch.status === 'PENDING') {
    if (Date.now() >= deadline)
      throw couldNotRun(
        'LAUNCH_NOT_FINISHED',
        `Launch #${launch.sequence} (${launch.id}) was accepted and is not finished after ${LAUNCH_WAIT_MS_MAX / 1_000} s.`,
      );
    await pause(POLL_MS);
    launch = (await client.ask(LAUNCH, { id: launch.id }, shape)).launch ?? launch;
  }
  if (launch.status === 'COMPLETED' || launch.status === 'REFUSED') return launch;
  throw couldNotRun('LAUNCH_FAILED', `Launch #${launch.sequence} (${launch.id}) ended as ${launch.status}.`);
}
