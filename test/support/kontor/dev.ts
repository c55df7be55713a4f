import type { CommandContext } from '../../../cli/src/command.js';
import type { DevLimits } from '../../../cli/src/dev/limits.js';
import { type DevOptions, runDev } from '../../../cli/src/dev/run-dev.js';
import { fakeIo } from '../../../cli/src/io.fake.js';
import { silentProgress } from '../../../cli/src/output/progress.js';
import { until } from './until.js';

/** Impatient: tests wait for conditions, and each of them takes at least a poll. */
const LIMITS: DevLimits = {
  settleMs: 20,
  goneMs: 150,
  rereadMs: 500,
  peerPollMs: 50,
  peerPauseMsMax: 100,
  answerTimeoutMs: 400,
  graphPollMs: 50,
  probeMs: 50,
  probeTimeoutMs: 500,
};

export interface RunningDev {
  readonly graphqlUrl: string;
  /** Every event so far, as `--format json` tells them. */
  events(): DevEventData[];
  /** Waits for an event that came after those already waited for. */
  next(event: string, matches?: (data: DevEventData) => boolean): Promise<DevEventData>;
  ask(query: string): Promise<{ status: number; data: unknown; codes: string[] }>;
  stop(): Promise<void>;
}

// Read field by field; what is missing fails there.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type DevEventData = Record<string, any> & { event: string };

/** `kontor dev` in this process, on a free port. Resolves when it listens; fails with what it could not start for. */
export async function startDev(
  options: Partial<DevOptions>,
  { cwd, home, env = {} }: { cwd: string; home: string; env?: Record<string, string> },
  limits: Partial<DevLimits> = {},
): Promise<RunningDev> {
  const io = fakeIo({ cwd, env: { KONTOR_HOME: home, ...env } });
  const context: CommandContext = {
    io,
    format: 'json',
    progress: silentProgress,
    note: () => undefined,
    announce: () => Promise.resolve(),
  };
  const abort = new AbortController();
  const asked = Promise.withResolvers<NodeJS.Signals>();
  const stop = {
    signal: abort.signal,
    asked: asked.promise,
    forced: new Promise<never>(() => {}),
    close() {},
  };
  const ended = runDev({ name: [], schema: [], routingUrl: [], only: [], port: 0, ...options }, context, {
    limits: { ...LIMITS, ...limits },
    stop,
  });
  let failure: unknown;
  ended.catch((error: unknown) => (failure = error));

  const events = (): DevEventData[] =>
    io.printed.stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => (JSON.parse(line) as { data: DevEventData }).data);
  let seen = 0;
  const next: RunningDev['next'] = (event, matches = () => true) =>
    until(
      `the event ${event}`,
      () => {
        if (failure) throw failure as Error;
        const all = events();
        const index = all.findIndex((data, at) => at >= seen && data.event === event && matches(data));
        if (index < 0) return undefined;
        seen = index + 1;
        return all[index];
      },
      20_000,
    ).catch((error: unknown) => {
      throw error === failure ? error : new Error(`${(error as Error).message}\n${io.printed.stdout}`);
    });
  const { graphqlUrl } = (await next('started')) as unknown as { graphqlUrl: string };
  return {
    graphqlUrl,
    events,
    next,
    async ask(query) {
      const response = await fetch(graphqlUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      const body = (await response.json()) as {
        data?: unknown;
        errors?: { extensions?: { code?: string } }[];
      };
      const codes = (body.errors ?? []).map(({ extensions }) => extensions?.code ?? '');
      return { status: response.status, data: body.data, codes };
    },
    async stop() {
      abort.abort();
      asked.resolve('SIGINT');
      await ended;
    },
  };
}
