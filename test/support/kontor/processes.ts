import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RecordedProcess {
  name: string;
  pid: number;
  port: number | null;
}

/** What the launcher of this home says it runs; nothing when it does not run. */
export function recordedProcesses(home: string): RecordedProcess[] {
  try {
    const state = JSON.parse(readFileSync(join(home, 'run/launcher.json'), 'utf8')) as {
      processes: RecordedProcess[];
    };
    return state.processes;
  } catch {
    return [];
  }
}

/** Is there a process of this pid that is more than a zombie? */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return process.platform !== 'linux';
  }
}
