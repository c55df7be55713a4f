import { existsSync } from 'node:fs';
import {
  type EmbeddedPostgres,
  upgradeEmbedded,
  upgradeLimitsFrom,
  withServerOfHome,
} from '@kontor/database';
import type { Credentials } from '@kontor/protocol';
import { type CommandContext, type Outcome, ok } from '../command.js';
import { credentialsPath, readCredentials } from '../config/home.js';
import { couldNotRun } from '../failure.js';
import { type Style, createStyle, wantsColours } from '../output/style.js';
import { createPlatformClient } from '../platform-client/client.js';
import { childUnit, delay } from './child-unit.js';
import {
  type ChildContext,
  type ChildSpec,
  gatewayChild,
  gatewayUrl,
  lastGoodFile,
  platformChild,
  platformUrl,
  subgraphChild,
} from './children.js';
import { checkServers, databaseUnit, domainsOf, needsEmbeddedServer, prepareDomains } from './database.js';
import { curlCommand, type FirstAnswer, untilAnswered } from './first-answer.js';
import { type Fleet, type Stage, createFleet, guardFiles } from './fleet.js';
import { guardUnit } from './guard-unit.js';
import { openHome } from './home.js';
import { stopLeftovers } from './leftovers.js';
import { type PlanFlags, type StartPlan, readPlan } from './plan.js';
import { createPlatformApi } from './platform-api.js';
import { refuseTakenPorts } from './ports.js';
import { type PublishReport, publishGraph } from './publish-graph.js';
import { requireCredentials } from './require-credentials.js';
import { type Reporter, createReporter, formatMs } from './reporter.js';
import { takeHome } from './run-state.js';
import { listenForStop } from './stop-signal.js';
import { refuseUnbuilt } from './unbuilt.js';
import type { Supervised } from './supervisor.js';

export interface StartFlags extends PlanFlags {
  /** Every line of every process to the terminal. */
  verbose?: boolean | undefined;
}

/**
 * `kontor start`: brings everything up, keeps it up, and takes it down in order.
 * Resolves when it was asked to stop and has stopped. Throws a CliFailure when it could not start or had to give up.
 */
export async function runStart(flags: StartFlags, context: CommandContext): Promise<Outcome> {
  const startedAt = performance.now();
  const plan = await readPlan(flags, context.io);
  refuseUnbuilt(plan);
  const paths = openHome(plan.home);
  const record = takeHome(plan.home, paths.run);
  const stop = listenForStop();
  const reporter = createReporter(context);
  const fleet = createFleet({
    paths,
    record,
    reporter,
    verbose: flags.verbose ?? false,
    facts: factsOf(plan),
  });
  void stop.forced.then(() => endAtOnce(fleet));
  try {
    await stopLeftovers(record.before, plan.home);
    await refuseTakenPorts(plan.ports);
    await moveOlderData(plan, context.io.env, reporter);
    const { report, first } = await orGivenUp(fleet, plan, stop.signal, (signal) =>
      bringUp(fleet, plan, context, reporter, signal),
    );
    await tell(
      context,
      first ? started(plan, report, { ...first, afterMs: first.at - startedAt }) : startedEmpty(plan, report),
    );
    await orGivenUp(fleet, plan, undefined, () => stop.asked);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    if (stop.signal.aborted)
      reporter.line('Stopping: requests in flight are finished first (Ctrl-C again ends at once).');
    await fleet.stop();
    reporter.close();
    stop.close();
    record.release();
  }
  return ok({ stopped: true }, () => 'Everything is stopped.');
}

/** Data of an older PostgreSQL is moved before the time for the start begins to run: there may be much of it. */
async function moveOlderData(
  plan: StartPlan,
  variables: Readonly<Record<string, string | undefined>>,
  reporter: Reporter,
): Promise<void> {
  const { home } = plan;
  if (!needsEmbeddedServer(domainsOf(plan), withServerOfHome(variables, home))) return;
  const limits = upgradeLimitsFrom(variables);
  await upgradeEmbedded({ home, limits, onProgress: (step) => reporter.line(`  ${step}`) });
}

/** How long the platform lets the processes go first that the first answer of a second start needs. */
const PLATFORM_YIELD_MS = 4_000;

/** How long the example may be answered with errors once everything that runs here is ready. */
const FLAWED_ANSWER_PATIENCE_MS = 5_000;

/** Everything that can go on at the same time does; what waits for what is written down here and nowhere else. */
async function bringUp(
  fleet: Fleet,
  plan: StartPlan,
  context: CommandContext,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<{ report: PublishReport; first: (FirstAnswer & { at: number }) | undefined }> {
  const env = withServerOfHome(context.io.env, plan.home);
  if (process.platform !== 'win32') fleet.add(guardUnit(guardFiles(plan.home)), 'guard');
  const databaseUrls = await openDatabase(fleet, plan, env, reporter);
  signal.throwIfAborted();
  const children: ChildContext = { plan, env, databaseUrls };
  const run = (spec: ChildSpec, stage: Stage): Supervised =>
    fleet.add(childUnit({ ...spec, onLine: fleet.listenerFor(spec.name) }), stage);
  const ready = (child: Supervised): Promise<void> => reporter.step(child.unit.name, () => child.firstReady);

  // Keys from an earlier start let the gateway begin with its last good copy while the platform boots.
  const known = await readCredentials(plan.home);
  const early = known && run(gatewayChild(children, known.gatewayKey), 'gateway');
  const subgraphs = plan.subgraphs.map((subgraph) => run(subgraphChild(children, subgraph), 'subgraph'));
  const subgraphsReady = Promise.all(subgraphs.map(ready));
  // It is waited for at the end; until then its failure is nobody's surprise.
  subgraphsReady.catch(() => {});
  const patience = new AbortController();
  const nothingToAnswer = new AbortController();
  const answered = reporter
    .step(
      'first answer',
      (note) =>
        untilAnswered(`${gatewayUrl(plan)}/graphql`, plan.example, {
          signal: AbortSignal.any([signal, nothingToAnswer.signal]),
          flawedWillDo: patience.signal,
          onRefusal: note,
        }),
      (answer) => (answer.kind === 'flawed' ? 'with errors' : ''),
    )
    .then((answer) => ({ ...answer, at: performance.now() }));
  // Waited for at the end, like the subgraphs.
  answered.catch(() => {});
  // With a last good copy nobody waits for the platform: it leaves the processors to those whom the first answer needs.
  if (early && existsSync(lastGoodFile(plan)))
    await Promise.race([answered, delay(PLATFORM_YIELD_MS, signal)]);
  const platform = run(platformChild(children), 'platform');

  const published = ready(platform).then(async () => {
    const credentials = await requireCredentials(plan, children, reporter);
    const gateway = early ?? run(gatewayChild(children, credentials.gatewayKey), 'gateway');
    const report = await reporter.step(
      `publish ${plan.graph}`,
      () => publishAs(credentials, plan),
      ({ published: names, isEmpty }) => {
        if (isEmpty) return 'nothing to publish yet';
        return names.length > 0 ? names.join(', ') : 'unchanged';
      },
    );
    await ready(gateway);
    return report;
  });
  const [report] = await Promise.all([published, subgraphsReady]);
  if (report.isEmpty) {
    nothingToAnswer.abort();
    fleet.settled();
    return { report, first: undefined };
  }
  const impatience = setTimeout(() => patience.abort(), FLAWED_ANSWER_PATIENCE_MS);
  const first = await answered.finally(() => clearTimeout(impatience));
  fleet.settled();
  return { report, first };
}

async function openDatabase(
  fleet: Fleet,
  plan: StartPlan,
  env: Readonly<Record<string, string | undefined>>,
  reporter: Reporter,
): Promise<Record<string, string>> {
  const domains = domainsOf(plan);
  let server: EmbeddedPostgres | undefined;
  if (needsEmbeddedServer(domains, env)) {
    const unit = databaseUnit(plan.home, (step) => reporter.line(`  ${step}`));
    const supervised = fleet.add(unit, 'database');
    server = await reporter.step(
      'PostgreSQL',
      async () => {
        await supervised.firstReady;
        return unit.server();
      },
      (running) => `${running?.version} (embedded, port ${running?.port})`,
    );
  } else await reporter.step('PostgreSQL', () => checkServers(env, plan.home), String);
  const { urls } = await reporter.step(
    'migrations',
    () => prepareDomains(domains, server, env),
    ({ applied }) => `${domains.length} databases, ${applied === 0 ? 'up to date' : `${applied} applied`}`,
  );
  return urls;
}

const publishAs = ({ launcherKey }: Credentials, plan: StartPlan): Promise<PublishReport> =>
  publishGraph(
    createPlatformApi(
      createPlatformClient({
        platformUrl: platformUrl(plan),
        apiKey: launcherKey,
        apiKeySource: 'launcherKey',
      }),
    ),
    plan,
  );

/**
 * Runs `work` until it is done, a process is given up, somebody asks to stop, or (with a stop signal: while starting)
 * the time for a start is over.
 */
async function orGivenUp<T>(
  fleet: Fleet,
  plan: StartPlan,
  stop: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const end = new AbortController();
  const ended = Promise.withResolvers<never>();
  const fail = (error: Error): void => {
    end.abort(error);
    ended.reject(error);
  };
  ended.promise.catch(() => {});
  void fleet.failed.then(({ unitName, ending }) => fail(keepsFailing(fleet, unitName, ending.how)));
  stop?.addEventListener('abort', () => fail(stop.reason as Error), { once: true });
  const timer = stop && setTimeout(() => fail(timedOut(fleet, plan)), plan.startTimeoutMs);
  try {
    return await Promise.race([ended.promise, work(end.signal)]);
  } finally {
    clearTimeout(timer);
    end.abort();
  }
}

const keepsFailing = (fleet: Fleet, name: string, how: string): Error => {
  const tail = fleet.lastLines(name).map((line) => `  ${line}`);
  return couldNotRun(
    'PROCESS_KEEPS_FAILING',
    [`${name} ended again and again (${how}); everything was stopped.`, ...tail].join('\n'),
  );
};

const timedOut = (fleet: Fleet, plan: StartPlan): Error => {
  const late = fleet.notReady();
  const what =
    late.length > 0
      ? `Not ready after ${formatMs(plan.startTimeoutMs)}: ${late.join(', ')}.`
      : 'The gateway did not answer the example query.';
  return couldNotRun('START_TIMED_OUT', what);
};

const factsOf = (plan: StartPlan) => ({
  graph: plan.graph,
  gatewayUrl: gatewayUrl(plan),
  platformUrl: platformUrl(plan),
});

function started(plan: StartPlan, report: PublishReport, first: FirstAnswer & { afterMs: number }): Outcome {
  const curl = curlCommand(`${gatewayUrl(plan)}/graphql`, plan.example);
  const data = {
    ...whereEverythingIs(plan),
    ...report,
    curl,
    firstAnswerMs: Math.round(first.afterMs),
    firstAnswerError: first.kind === 'flawed' ? first.why : null,
  };
  return ok(data, (style) =>
    [
      '',
      `${style.good('Kontor is up')} ${style.dim(`(first answer after ${formatMs(first.afterMs)})`)}`,
      ...(first.kind === 'flawed' ? [style.bad(`The example is answered with an error: ${first.why}`)] : []),
      ...(report.theirs.length > 0
        ? [style.dim(`Left as their teams published them: ${report.theirs.join(', ')}.`)]
        : []),
      '',
      ...placesToLook(plan, style),
      '',
      'Try:',
      '',
      `  ${curl}`,
      '',
      style.dim('Ctrl-C stops everything.'),
    ].join('\n'),
  );
}

/** Up, and nothing is published yet: what to do next is what matters. */
function startedEmpty(plan: StartPlan, report: PublishReport): Outcome {
  const data = {
    ...whereEverythingIs(plan),
    ...report,
    curl: null,
    firstAnswerMs: null,
    firstAnswerError: null,
  };
  return ok(data, (style) =>
    [
      '',
      `${style.good('Kontor is up')} ${style.dim(`(${plan.graph} is empty: the gateway answers SUPERGRAPH_NOT_READY until the first publish)`)}`,
      '',
      ...placesToLook(plan, style),
      '',
      'Next, in another terminal, write a subgraph that the next start runs:',
      '',
      '  npx kontor init subgraph products',
      '',
      'or publish one that runs already; the gateway serves it at once:',
      '',
      '  npx kontor subgraph publish --name NAME --schema FILE --routing-url http://HOST:PORT/graphql',
      '',
      style.dim('Ctrl-C stops everything.'),
    ].join('\n'),
  );
}

const whereEverythingIs = (plan: StartPlan) => ({
  graph: plan.graph,
  gateway: { graphqlUrl: `${gatewayUrl(plan)}/graphql`, graphiqlUrl: `${gatewayUrl(plan)}/` },
  platform: { graphqlUrl: `${platformUrl(plan)}/graphql` },
  credentialsFile: credentialsPath(plan.home),
  home: plan.home,
  metrics: metricsUrls(plan),
});

const metricsUrls = ({ metricsPorts }: StartPlan): Record<string, string> =>
  Object.fromEntries([...metricsPorts].map(([name, port]) => [name, `http://127.0.0.1:${port}/metrics`]));

const placesToLook = (plan: StartPlan, style: Style): string[] => [
  `  ${plan.graph}   ${style.accent(`${gatewayUrl(plan)}/graphql`)}   GraphiQL: ${gatewayUrl(plan)}/`,
  `  platform API         ${style.accent(`${platformUrl(plan)}/graphql`)}`,
  `  admin key            in ${credentialsPath(plan.home)} (the CLI finds it there)`,
  `  logs                 ${plan.home}/logs`,
  ...Object.entries(metricsUrls(plan)).map(
    ([name, url], index) =>
      `  ${(index === 0 ? 'metrics' : '').padEnd(20)} ${style.accent(url)}   ${style.dim(name)}`,
  ),
];

/** People read it wherever standard output goes; programs get the envelope. */
async function tell(context: CommandContext, outcome: Outcome): Promise<void> {
  if (context.format === 'json') return context.announce(outcome);
  const { io } = context;
  io.stdout.write(`${outcome.text(createStyle(wantsColours(io.stdout, io.env)))}\n`);
}

function endAtOnce(fleet: Fleet): void {
  fleet.kill();
  process.exit(130);
}
