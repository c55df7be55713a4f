import { relative } from 'node:path';
import { composeLimitsFrom, createComposer } from '@kontor/composer';
import type { RunningGateway } from '@kontor/gateway';
import { formatGraphRef } from '@kontor/protocol';
import { type CommandContext, ok, type Outcome } from '../command.js';
import { resolveHome } from '../config/settings.js';
import { CliFailure } from '../failure.js';
import { listenForStop, type StopSignal } from '../launcher/stop-signal.js';
import { type Board, createBoard } from './board.js';
import { mistakeAtStart } from './decide.js';
import { type DevGatewayOptions, startDevGateway } from './dev-gateway.js';
import { type DevFlags, type DevPlan, readDevPlan } from './dev-plan.js';
import type { DevEvent } from './events.js';
import { followPlan } from './follow-plan.js';
import { createKeptSchemas } from './kept-schemas.js';
import { DEFAULT_DEV_LIMITS, type DevLimits } from './limits.js';
import { createRounds, type Rounds } from './rounds.js';
import { reasonOf } from './sources/schema-peer.js';
import { createSources } from './sources/sources.js';
import { createTeller } from './teller.js';

export type DevOptions = DevFlags & DevGatewayOptions;

/** What tests have their own of. */
export interface DevParts {
  readonly limits: DevLimits;
  readonly stop: StopSignal;
}

/**
 * `kontor dev`: watches and asks where schemas come from, composes what is new, serves it by a gateway in this process.
 * Resolves when it was asked to stop and has stopped. Throws a CliFailure when it could not start.
 */
export async function runDev(
  options: DevOptions,
  context: CommandContext,
  parts: Partial<DevParts> = {},
): Promise<Outcome> {
  const plan = await readDevPlan(options, context.io);
  const kept = createKeptSchemas(await resolveHome(options, context.io), plan.scope);
  const { limits = DEFAULT_DEV_LIMITS, stop = listenForStop() } = parts;
  const tell = createTeller(context);
  const file = plan.file === undefined ? '' : relative(context.io.cwd, plan.file) || plan.file;
  const defect = Promise.withResolvers<never>();
  const { gateway, hand } = await startDevGateway(options, context.io).catch((error: unknown) => {
    stop.close();
    throw error;
  });

  const composer = createComposer({
    limits: composeLimitsFrom(context.io.env),
    log: { error: () => undefined },
  });
  const board = createBoard({
    kept,
    onNews: (name) => rounds.wake(name),
    onNotKept: once((error: Error) =>
      context.note(`Schemas cannot be kept for later runs: ${error.message}.`),
    ),
  });
  const rounds: Rounds = createRounds({
    board,
    compose: (subgraphs) => composer.compose(subgraphs),
    hand,
    tell,
    onDefect: defect.reject,
  });
  const sources = createSources({ board, flags: options, context, limits, tell });
  try {
    tell(startedEvent(plan, gateway));
    await rounds.holdDuring(async () => {
      await Promise.race([sources.follow(plan), stop.asked]);
      if (!stop.signal.aborted) refuseMistakes(board);
    });
    await followPlan(
      plan,
      () => readDevPlan(options, context.io),
      {
        async changed(next) {
          tell({ kind: 'file-read', file, subgraphs: next.subgraphs.map(({ name }) => name) });
          await rounds.holdDuring(() =>
            sources.follow(next).catch((error: unknown) => {
              // It may name a graph now for which there is no key: the others go on.
              if (!(error instanceof CliFailure)) throw error;
              tell({ kind: 'file-refused', file, reason: reasonOf(error) });
            }),
          );
        },
        refused: (reason) => tell({ kind: 'file-refused', file, reason }),
      },
      context.io,
      limits,
      stop.signal,
    );
    await Promise.race([stop.asked, defect.promise]);
  } finally {
    sources.close();
    await Promise.all([rounds.close(), composer.close()]);
    await Promise.all([gateway.close(), board.close()]);
    stop.close();
  }
  return ok({ event: 'stopped' }, () => 'Stopped.');
}

const startedEvent = ({ graph, subgraphs }: DevPlan, { url }: RunningGateway): DevEvent => ({
  kind: 'started',
  graphqlUrl: `${url}/graphql`,
  graphiqlUrl: `${url}/`,
  graph: graph ? formatGraphRef(graph) : null,
  subgraphs: subgraphs.map(({ name }) => name),
  watched: subgraphs.flatMap(({ schema }) => (schema.kind === 'file' ? [schema.path] : [])),
});

/** Throws for what is to be corrected rather than waited for. */
function refuseMistakes(board: Board): void {
  const mistake = mistakeAtStart(board.facts());
  if (mistake) throw new CliFailure(mistake.kind === 'own' ? 'badUsage' : 'couldNotRun', mistake.reason);
}

function once<T>(work: (value: T) => void): (value: T) => void {
  let done = false;
  return (value) => {
    if (!done) work(value);
    done = true;
  };
}
