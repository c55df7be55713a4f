import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../message-of.js';
import { loadPlanner, type LoadedPlanner } from './load-planner.js';
import type { PlanningMessage, PlanningThreadData, PlanRequest } from './messages.js';

/** The planning thread's entry: it only plans, so that over its limits only a plan is lost. */
if (!parentPort) throw new Error('planning/planning-worker runs in a worker thread');
const port = parentPort;
const send = (message: PlanningMessage): void => port.postMessage(message);

const { supergraphSdl, limits } = workerData as PlanningThreadData;
const planner = load();
if (planner) {
  port.on('message', (request: PlanRequest) => send(planner.answer(request)));
  const { standIns, requiredStandIns, fetchedNames, requirements } = planner;
  send({ kind: 'ready', standIns, requiredStandIns, fetchedNames, requirements });
  // Where cores are scarce, answers go before plans. On Linux 0 is this thread; elsewhere it is the whole process.
  if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
}

function load(): LoadedPlanner | undefined {
  try {
    return loadPlanner(supergraphSdl, limits);
  } catch (error) {
    send({ kind: 'rejected', message: messageOf(error) });
    return undefined;
  }
}
