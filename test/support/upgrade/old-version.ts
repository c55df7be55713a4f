import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { root, runCommand } from '../kontor/command.js';

/** Another version of Kontor in a folder of its own, set up and built there. */
export interface OldVersion {
  readonly folder: string;
  readonly bin: string;
  readonly commit: string;
  remove(): void;
}

const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();

/** The commit to upgrade from: what was asked for, else the last release, else the commit before this one. */
export function chooseCommit(asked: string | undefined): string {
  const candidates = asked === undefined ? [lastRelease(), 'HEAD^'] : [asked];
  for (const candidate of candidates) {
    const commit = candidate && commitOf(candidate);
    if (commit) return commit;
  }
  throw new Error(
    `There is no commit ${candidates.filter(Boolean).join(' or ')} here. A shallow clone has no earlier one: \`git fetch --unshallow\`.`,
  );
}

function lastRelease(): string | undefined {
  try {
    return git('describe', '--tags', '--abbrev=0', 'HEAD^');
  } catch {
    return undefined;
  }
}

function commitOf(name: string): string | undefined {
  try {
    return git('rev-parse', '--verify', '--quiet', `${name}^{commit}`);
  } catch {
    return undefined;
  }
}

/** A clone that is set up already; it is left as it is. */
export const useBuilt = (folder: string): OldVersion => ({
  folder: resolve(folder),
  bin: resolve(folder, 'cli/bin/kontor.mjs'),
  commit: execFileSync('git', ['rev-parse', 'HEAD'], { cwd: folder, encoding: 'utf8' }).trim(),
  remove: () => {},
});

/** Checks it out below `parent`, installs and builds. Minutes, the first time. */
export async function setUpOldVersion(commit: string, parent: string): Promise<OldVersion> {
  const folder = join(parent, 'old-version');
  git('worktree', 'add', '--detach', '--force', folder, commit);
  const setup = runCommand(['scripts/setup.mjs'], { cwd: folder });
  if ((await setup.exited) !== 0) throw new Error(`${commit} cannot be set up:\n${setup.output()}`);
  return {
    ...useBuilt(folder),
    remove: () => void git('worktree', 'remove', '--force', folder),
  };
}
