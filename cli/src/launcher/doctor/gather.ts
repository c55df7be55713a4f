import { arch, platform } from 'node:os';
import { withServerOfHome } from '@kontor/database';
import type { Io } from '../../io.js';
import { kontorHome } from '../../config/home.js';
import { cliVersion } from '../../version.js';
import { domainsOf } from '../database.js';
import { homePaths } from '../home.js';
import { type PlanFlags, type StartPlan, readPlan } from '../plan.js';
import { isAlive } from '../process-identity.js';
import { type RunState, readRunState } from '../run-state.js';
import { gatherDatabase } from './database-facts.js';
import type { Facts, ProcessFacts } from './facts.js';
import { gatherHealth } from './health-facts.js';
import { gatherHome } from './home-facts.js';
import { memoryOf, npmAbove, readProcessTree, sumMemory } from './memory.js';

/** Looks at everything at once; changes nothing. */
export async function gatherFacts(flags: PlanFlags, io: Pick<Io, 'env' | 'cwd'>): Promise<Facts> {
  const plan = await readPlan(flags, io);
  const paths = homePaths(kontorHome(io, flags.home));
  const state = readRunState(paths.run);
  const [database, platformHealth, gateway] = await Promise.all([
    gatherDatabase(domainsOf(plan), withServerOfHome(io.env, paths.home), paths.databaseUrl),
    gatherHealth(state?.platformUrl ?? urlOf(plan, 'platformPort')),
    gatherHealth(state?.gatewayUrl ?? urlOf(plan, 'gatewayPort')),
  ]);
  const processes = state ? gatherProcesses(state) : [];
  return {
    versions: { kontor: cliVersion(), node: process.versions.node, platform: `${platform()} ${arch()}` },
    home: gatherHome(paths.home),
    launcher:
      (state && {
        pid: state.launcher.pid,
        alive: isAlive(state.launcher),
        startedAt: state.startedAt,
        graph: state.graph,
      }) ||
      null,
    processes,
    memoryTotal: sumMemory(processes.map(({ memory }) => memory)),
    database,
    platform: platformHealth,
    gateway,
  };
}

const urlOf = (plan: StartPlan, port: 'platformPort' | 'gatewayPort'): string =>
  `http://127.0.0.1:${plan[port]}`;

/** The launcher, everything it runs, and the npm above it where it was started by `npm start`. */
function gatherProcesses(state: RunState): ProcessFacts[] {
  const tree = readProcessTree();
  const npm = isAlive(state.launcher) ? npmAbove(state.launcher.pid) : undefined;
  const listed = [
    ...(npm === undefined ? [] : [{ name: 'npm', pid: npm, port: null, alive: true }]),
    { name: 'launcher', pid: state.launcher.pid, port: null, alive: isAlive(state.launcher) },
    ...state.processes.map((record) => ({
      name: record.name,
      pid: record.pid,
      port: record.port,
      alive: isAlive(record),
    })),
  ];
  const pids = new Set(listed.map(({ pid }) => pid));
  return listed.map((process) => ({
    ...process,
    memory: process.alive ? memoryOf(process.pid, tree, pids) : null,
  }));
}
