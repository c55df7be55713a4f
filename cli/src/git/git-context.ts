import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Io } from '../io.js';

/** Where a schema's source stands; what is unknown is absent. */
export interface GitContext {
  branch?: string;
  commit?: string;
  author?: string;
  message?: string;
  remoteUrl?: string;
}

const run = promisify(execFile);
const GIT_TIMEOUT_MS = 2_000;
const GIT_OUTPUT_BYTES_MAX = 64 * 1024;
const FIELD_LENGTH_MAX = 500;

const FIELDS = ['branch', 'commit', 'author', 'message', 'remoteUrl'] as const satisfies (keyof GitContext)[];
const VARIABLE: Record<(typeof FIELDS)[number], string> = {
  branch: 'BRANCH',
  commit: 'COMMIT',
  author: 'AUTHOR',
  message: 'MESSAGE',
  remoteUrl: 'REMOTE_URL',
};

/**
 * Flag first, then KONTOR_VCS_*, then APOLLO_VCS_* (so that a pipeline written for rover keeps working), then git itself.
 * Undefined when none of them knows anything. Never fails: a publish does not depend on git.
 */
export async function readGitContext(
  flags: Partial<Record<(typeof FIELDS)[number], string | undefined>>,
  io: Pick<Io, 'env' | 'cwd'>,
  askGit: (cwd: string) => Promise<GitContext> = readFromGit,
): Promise<GitContext | undefined> {
  const told = (field: (typeof FIELDS)[number]) =>
    flags[field] ??
    (io.env[`KONTOR_VCS_${VARIABLE[field]}`] || io.env[`APOLLO_VCS_${VARIABLE[field]}`] || undefined);
  const detected = FIELDS.every((field) => told(field) !== undefined) ? {} : await askGit(io.cwd);
  const context: GitContext = {};
  for (const field of FIELDS) {
    const text = (told(field) ?? detected[field] ?? '').trim();
    if (text === '') continue;
    context[field] = (field === 'remoteUrl' ? withoutCredentials(text) : firstLine(text)).slice(
      0,
      FIELD_LENGTH_MAX,
    );
  }
  return Object.keys(context).length === 0 ? undefined : context;
}

async function readFromGit(cwd: string): Promise<GitContext> {
  const [branch, head, remoteUrl] = await Promise.all([
    git(cwd, ['symbolic-ref', '--short', '--quiet', 'HEAD']),
    git(cwd, ['log', '-1', '--no-show-signature', '--format=%H%n%an <%ae>%n%s']),
    git(cwd, ['config', '--get', 'remote.origin.url']),
  ]);
  const [commit, author, message] = head?.split('\n') ?? [];
  return {
    ...(branch ? { branch } : {}),
    ...(commit ? { commit } : {}),
    ...(author ? { author } : {}),
    ...(message ? { message } : {}),
    ...(remoteUrl ? { remoteUrl } : {}),
  };
}

/** Undefined when there is no git, no repository, no commit yet, or it takes too long. */
async function git(cwd: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await run('git', [...args], {
      cwd,
      timeout: GIT_TIMEOUT_MS,
      maxBuffer: GIT_OUTPUT_BYTES_MAX,
      windowsHide: true,
    });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}

/**
 * The remote without user name, password, token, query or fragment. The user name of an SSH remote stays: it is `git`
 * everywhere and no secret.
 */
export function withoutCredentials(remote: string): string {
  const url = URL.canParse(remote) ? new URL(remote) : undefined;
  // `git@host:path` and local paths are no URLs, and a drive letter is no scheme.
  if (url === undefined || !remote.includes('://')) return firstLine(remote);
  if (url.protocol !== 'ssh:') url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  return url.href;
}

const firstLine = (text: string): string => text.split(/[\r\n]/, 1)[0]?.trim() ?? '';
