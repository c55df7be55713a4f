import { setTimeout as wait } from 'node:timers/promises';
import { Check } from './check.ts';
import { Connection } from './connection.ts';
import { Pace } from './pace.ts';
import { cpuTimeOfTree, type CpuTime } from './process-usage.ts';
import type { LoadOrder, LoadResult, LoadWindow } from './protocol.ts';
import { createRequestWriter } from './requests.ts';

/** After the last window, answers that have not come by then never will. */
const LAST_ANSWERS_MS = 30_000;
/** A client that lost its connection asks again, but a server that is gone must not be asked a million times. */
const LOST_PAUSE_MS = 100;

interface OpenWindow {
  readonly openedAt: number;
  readonly cpu: CpuTime;
  readonly wrong: number;
  readonly latenciesMs: number[];
}

/** Every client asks, waits for the answer, looks at it, and asks again in its time, until the last window closes. */
export async function runLoad(order: LoadOrder, onWindow: (at: number) => void): Promise<LoadResult> {
  const check = new Check(order.expected, order.everyDocumentNew);
  let number = order.firstNumber;
  let stopped = false;
  let asking = 0;
  let ended = (): void => undefined;
  const allEnded = new Promise<void>((resolve) => (ended = resolve));
  let window: OpenWindow | undefined;

  const startedAt = performance.now();
  const connections = Array.from({ length: order.connections }, (_, at) => {
    const write = createRequestWriter(order);
    // Not all at once.
    const pace = new Pace(order.intervalMs, startedAt + (at / order.connections) * order.intervalMs);
    let mine = 0;
    let askedAt = 0;
    const askInTime = (): void => {
      const now = performance.now();
      askedAt = pace.next(now);
      if (askedAt <= now) return ask();
      setTimeout(() => {
        // A timer that is late is this process's own affair.
        askedAt = performance.now();
        ask();
      }, askedAt - now);
    };
    const ask = (): void => {
      if (stopped) {
        asking -= 1;
        if (asking === 0) ended();
        return;
      }
      mine = number++;
      connection.send(write(mine));
    };
    const connection = new Connection(
      order.port,
      (head, body) => {
        window?.latenciesMs.push(performance.now() - askedAt);
        check.look(mine, head, body);
        askInTime();
      },
      (reason) => {
        check.complain(reason);
        setTimeout(askInTime, LOST_PAUSE_MS);
      },
    );
    asking += 1;
    askInTime();
    return connection;
  });

  await wait(order.warmUpMs);
  const windows: LoadWindow[] = [];
  for (const [at, windowMs] of order.windowsMs.entries()) {
    onWindow(at);
    const open: OpenWindow = {
      openedAt: performance.now(),
      cpu: cpuTimeOfTree(order.pid),
      wrong: check.wrong,
      latenciesMs: [],
    };
    window = open;
    await wait(windowMs);
    window = undefined;
    windows.push(close(open, cpuTimeOfTree(order.pid), check.wrong));
  }
  stopped = true;
  await Promise.race([allEnded, wait(LAST_ANSWERS_MS, undefined, { ref: false })]);
  for (const connection of connections) connection.close();
  const { answers: requests, wrong, complaints } = check;
  return { windows, requests, wrong, complaints, nextNumber: number };
}

function close(open: OpenWindow, cpu: CpuTime, wrong: number): LoadWindow {
  const sorted = Float64Array.from(open.latenciesMs).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return {
    requests: sorted.length,
    wrong: wrong - open.wrong,
    elapsedMs: performance.now() - open.openedAt,
    cpuMs: cpu.cpuMs - open.cpu.cpuMs,
    kernelMs: cpu.kernelMs - open.cpu.kernelMs,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  };
}
