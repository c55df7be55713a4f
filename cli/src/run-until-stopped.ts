import { runProcess, type RunningProcess } from '@kontor/http';
import type { Outcome } from './command.js';

/**
 * For commands that are processes: starts, then runs until a signal asks it to stop; the process ends with it. What
 * `start` throws is thrown here, so that it is reported like any other failure of a command.
 */
export function runUntilStopped(name: string, start: () => Promise<RunningProcess>): Promise<Outcome> {
  return new Promise((_resolve, reject) => {
    void runProcess(
      async () => {
        try {
          return await start();
        } catch (error) {
          reject(error as Error);
          // The report ends the process; until then it must not count as started.
          return new Promise<never>(() => undefined);
        }
      },
      { name },
    );
  });
}
