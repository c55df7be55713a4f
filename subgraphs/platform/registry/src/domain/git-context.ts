import {
  GIT_AUTHOR_LENGTH_MAX,
  GIT_BRANCH_LENGTH_MAX,
  GIT_COMMIT_LENGTH_MAX,
  GIT_MESSAGE_LENGTH_MAX,
  GIT_REMOTE_URL_LENGTH_MAX,
} from './limits.js';

/** Where a version's source stands, as far as the publisher says. */
export interface GitContext {
  readonly branch: string | null;
  readonly commit: string | null;
  readonly author: string | null;
  /** First line of the commit's message. */
  readonly message: string | null;
  /** Without credentials. */
  readonly remoteUrl: string | null;
}

export type GitContextRequest = { readonly [Field in keyof GitContext]?: string | null | undefined };

/**
 * Makes what a CI system passed along fit to be kept: trimmed, control characters removed, cut to its limit,
 * credentials out of the remote URL. It describes and decides nothing, so it is mended rather than refused.
 * Null when nothing is left.
 */
export function cleanGitContext(request: GitContextRequest | null | undefined): GitContext | null {
  if (!request) return null;
  const context: GitContext = {
    branch: clean(request.branch, GIT_BRANCH_LENGTH_MAX),
    commit: clean(request.commit, GIT_COMMIT_LENGTH_MAX),
    author: clean(request.author, GIT_AUTHOR_LENGTH_MAX),
    message: clean(request.message?.trimStart().split(/[\r\n]/, 1)[0], GIT_MESSAGE_LENGTH_MAX),
    remoteUrl: withoutCredentials(clean(request.remoteUrl, Number.MAX_SAFE_INTEGER)),
  };
  return Object.values(context).some((value) => value !== null) ? context : null;
}

function clean(text: string | null | undefined, lengthMax: number): string | null {
  const kept = text
    ?.replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, lengthMax)
    .toWellFormed();
  return kept ? kept : null;
}

/**
 * `https://user:token@host/x.git` -> `https://host/x.git`; `git@host:team/x.git` and `ssh://git@host/x.git` keep their
 * user name, which is no secret there. A query or fragment may carry a token too, and goes.
 */
function withoutCredentials(remote: string | null): string | null {
  if (remote === null) return null;
  const url = URL.parse(remote);
  const cleaned = url && url.host !== '' ? strippedUrl(url) : strippedScpPath(remote);
  return cleaned.slice(0, GIT_REMOTE_URL_LENGTH_MAX);
}

function strippedUrl(url: URL): string {
  url.password = '';
  if (url.protocol !== 'ssh:' && url.protocol !== 'git+ssh:') url.username = '';
  url.search = '';
  url.hash = '';
  return url.href;
}

/** scp-like `user:secret@host:path`: what stands before the last @ of the host part is kept only when it is a bare user. */
function strippedScpPath(remote: string): string {
  const at = remote.lastIndexOf('@');
  if (at < 0) return remote;
  const user = remote.slice(0, at);
  return /^[a-zA-Z0-9._-]+$/.test(user) ? remote : remote.slice(at + 1);
}
