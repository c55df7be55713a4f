import { execFileSync } from 'node:child_process';
import os from 'node:os';
import { root } from './kontor.ts';

export const print = (what: string, figure: string): void => console.log(`${what.padEnd(58)} ${figure}`);

/** A figure says nothing without the commit and the machine it is of. */
export function printMachine(): void {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  const dirty = git('status', '--porcelain') !== '';
  const cpus = os.cpus();
  print(
    'commit',
    `${git('rev-parse', '--short', 'HEAD')}${dirty ? ' with uncommitted changes' : ''}, Node ${process.version}`,
  );
  print(
    'machine',
    `${cpus.length} x ${cpus[0]?.model.trim()}, load ${os.loadavg()[0]?.toFixed(1)} at the start`,
  );
}
