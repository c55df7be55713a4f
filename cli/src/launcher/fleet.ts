import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GuardFiles } from './guard-unit.js';
import { type HomePaths, homePaths } from './home.js';
import { type LogFile, openLogFile } from './log-file.js';
import { createQuota, remarkOf } from './log-line.js';
import { identify } from './process-identity.js';
import { type Reporter, formatMs } from './reporter.js';
import type { ProcessRecord, RunRecord, RunState } from './run-state.js';
import { GivenUp, type Supervised, type UnitEvent, supervise } from './supervisor.js';
import type { Ending, Unit } from './unit.js';

/**
 * Everything that runs, in the order in which it is stopped: who asks ends before who answers, so that nobody is left
 * with a request that nobody takes.
 */
export const STOP_ORDER = ['gateway', 'subgraph', 'platform', 'database', 'guard'] as const;
export type Stage = (typeof STOP_ORDER)[number];

/** How long a process may take to finish what it has begun. */
const STOP_DEADLINE_MS = 12_000;

export interface Fleet {
  /** Starts the unit and keeps it running until the fleet is stopped. */
  add(unit: Unit, stage: Stage): Supervised;
  /** Where a process's lines go: its log file, and the terminal when they matter. */
  listenerFor(name: string): (line: string) => void;
  /**
   * From now on, until the fleet is stopped, warnings of processes are shown, too. While all of them start or end, each
   * finds others absent and says so: that goes to the log files alone.
   */
  settled(): void;
  /** Resolves when a unit was given up: then everything is to be stopped. */
  readonly failed: Promise<GivenUp>;
  /** Names of units that run but are not ready yet. */
  notReady(): string[];
  lastLines(name: string): readonly string[];
  /** Stops all, stage by stage. Idempotent. */
  stop(): Promise<void>;
  /** Ends all at once. */
  kill(): void;
}

export interface FleetOptions {
  paths: HomePaths;
  record: RunRecord;
  reporter: Reporter;
  /** Every line to the terminal, not only the worrying ones. */
  verbose: boolean;
  facts: Pick<RunState, 'graph' | 'gatewayUrl' | 'platformUrl'>;
}

/** What the guard reads when the launcher is gone. */
export const guardFiles = (home: string): GuardFiles => {
  const { run } = homePaths(home);
  return { children: join(run, 'children'), database: join(run, 'database') };
};

interface Member {
  supervised: Supervised;
  stage: Stage;
  ready: boolean;
  downSince: number | undefined;
  /** Resolves when it is ready the next time; made when somebody waits for that. */
  back: PromiseWithResolvers<void> | undefined;
}

/** Stages whose processes cannot start while the database is down. */
const NEED_DATABASE: readonly Stage[] = ['subgraph', 'platform'];

export function createFleet({ paths, record, reporter, verbose, facts }: FleetOptions): Fleet {
  const members: Member[] = [];
  const logs = new Map<string, LogFile>();
  const failed = Promise.withResolvers<GivenUp>();
  const own = openLog('launcher');
  let stopped: Promise<void> | undefined;
  let isSettled = false;

  function openLog(name: string): LogFile {
    const log = logs.get(name) ?? openLogFile(join(paths.logs, `${name}.log`));
    logs.set(name, log);
    return log;
  }

  function note(level: 'info' | 'warn' | 'error', name: string, msg: string): void {
    own.write(JSON.stringify({ level, time: new Date().toISOString(), process: name, msg }));
  }

  function onEvent(unit: Unit, event: UnitEvent): void {
    const member = memberOf(unit);
    writeRecord();
    switch (event.kind) {
      case 'started':
        note('info', unit.name, `started, pid ${event.pid}`);
        return;
      case 'ready': {
        note('info', unit.name, `ready after ${formatMs(event.sinceMs)}`);
        if (!member) return;
        member.ready = true;
        if (member.downSince !== undefined && unit.name !== 'guard')
          reporter.line(
            `${unit.name} is back after ${formatMs(performance.now() - member.downSince)} (pid ${event.pid}).`,
          );
        member.downSince = undefined;
        member.back?.resolve();
        member.back = undefined;
        return;
      }
      case 'ended':
        onDown(unit, event.ending, `starts again in ${event.restartAfterMs} ms`);
        return;
      case 'held-back':
        onDown(unit, event.ending, 'starts again when the database is back');
        return;
      case 'given-up':
        note('error', unit.name, `given up (${event.ending.how}) after ${event.restarts} restarts`);
        failed.resolve(new GivenUp(unit.name, event.ending));
    }
  }

  function onDown(unit: Unit, { how }: Ending, then: string): void {
    const msg = `ended (${how}), ${then}`;
    note('warn', unit.name, msg);
    reporter.warn(`${unit.name} ${msg}.`);
    const member = memberOf(unit);
    if (!member) return;
    member.ready = false;
    member.downSince ??= performance.now();
  }

  const memberOf = (unit: Unit): Member | undefined =>
    members.find(({ supervised }) => supervised.unit === unit);

  /** While the database is down: resolves when it is back. Undefined when it is up, or none of ours. */
  function untilDatabase(): Promise<void> | undefined {
    const database = members.find(({ stage }) => stage === 'database');
    if (!database || database.ready) return undefined;
    return (database.back ??= Promise.withResolvers<void>()).promise;
  }

  /** Both files are rewritten with every change, so that whoever finds them later finds what ran last. */
  function writeRecord(): void {
    const running = STOP_ORDER.flatMap((stage) => members.filter((member) => member.stage === stage)).flatMap(
      ({ supervised, stage }) => {
        const instance = supervised.current();
        if (!instance) return [];
        const process: ProcessRecord = {
          ...identify(instance.pid),
          name: supervised.unit.name,
          port: instance.port,
        };
        return [{ process, stage }];
      },
    );
    const pids = (wanted: (stage: Stage) => boolean): string =>
      running
        .filter(({ stage }) => wanted(stage))
        .map(
          ({ process }) => `${process.pid}
`,
        )
        .join('');
    const files = guardFiles(paths.home);
    const isChild = (stage: Stage): boolean => stage !== 'database' && stage !== 'guard';
    writeFileSync(files.children, pids(isChild), { mode: 0o600 });
    writeFileSync(
      files.database,
      pids((stage) => stage === 'database'),
      { mode: 0o600 },
    );
    record.write({ ...facts, processes: running.map(({ process }) => process) });
  }

  async function stopAll(): Promise<void> {
    for (const stage of STOP_ORDER) {
      const those = members.filter((member) => member.stage === stage);
      await Promise.all(those.map(({ supervised }) => stopOne(supervised)));
    }
    note('info', 'launcher', 'stopped');
    for (const log of logs.values()) log.close();
  }

  async function stopOne(supervised: Supervised): Promise<void> {
    const since = performance.now();
    await supervised.stop(STOP_DEADLINE_MS);
    note('info', supervised.unit.name, `stopped within ${formatMs(performance.now() - since)}`);
  }

  return {
    add(unit, stage) {
      // Its stage may be over already: nobody would stop it.
      if (stopped) throw new Error(`${unit.name} is not started any more, everything is being stopped`);
      const supervised = supervise(unit, {
        onEvent,
        ...(NEED_DATABASE.includes(stage) && { untilNeeds: untilDatabase }),
      });
      members.push({ supervised, stage, ready: false, downSince: undefined, back: undefined });
      supervised.begin();
      return supervised;
    },
    listenerFor(name) {
      const log = openLog(name);
      const quota = createQuota();
      return (line) => {
        log.write(line);
        if (verbose) return reporter.line(`${name}: ${line}`);
        const remark = remarkOf(line);
        if (!remark || (remark.level === 'warn' && !isSettled)) return;
        const { show, suppressed } = quota(performance.now());
        if (suppressed > 0) reporter.warn(`${name}: ${suppressed} more like it, see ${log.path}`);
        if (show) reporter.warn(`${name}: ${remark.text}`);
      };
    },
    settled: () => void (isSettled = true),
    failed: failed.promise,
    notReady: () => members.filter(({ ready }) => !ready).map(({ supervised }) => supervised.unit.name),
    lastLines: (name) => logs.get(name)?.tail() ?? [],
    stop() {
      isSettled = false;
      return (stopped ??= stopAll());
    },
    kill() {
      for (const { supervised } of members) supervised.kill();
    },
  };
}
