import { describe, expect, it, jest } from '@jest/globals';
import { type GitContext, readGitContext, withoutCredentials } from './git-context.js';

const detected: GitContext = {
  branch: 'main',
  commit: 'abc',
  author: 'Ada <ada@example.com>',
  message: 'Add reviews',
  remoteUrl: 'https://x-access-token:secret@example.com/team/repo.git?token=a#b',
};
const askGit = () => Promise.resolve(detected);
const io = (env: Record<string, string> = {}) => ({ env, cwd: '/' });

describe('git context', () => {
  it('comes from git, the remote without credentials', async () => {
    expect(await readGitContext({}, io(), askGit)).toEqual({
      ...detected,
      remoteUrl: 'https://example.com/team/repo.git',
    });
  });

  it('is overridden by APOLLO_VCS_*, those by KONTOR_VCS_*, those by flags', async () => {
    const env = {
      APOLLO_VCS_BRANCH: 'from-apollo',
      APOLLO_VCS_COMMIT: 'from-apollo',
      APOLLO_VCS_REMOTE_URL: 'https://user:pw@example.org/r',
      KONTOR_VCS_COMMIT: 'from-kontor',
      KONTOR_VCS_AUTHOR: 'from-kontor',
    };
    expect(await readGitContext({ author: 'from-flag' }, io(env), askGit)).toEqual({
      branch: 'from-apollo',
      commit: 'from-kontor',
      author: 'from-flag',
      message: 'Add reviews',
      remoteUrl: 'https://example.org/r',
    });
  });

  it('does not ask git when everything is told', async () => {
    const ask = jest.fn(askGit);
    const flags = {
      branch: 'b',
      commit: 'c',
      author: 'a',
      message: 'm\nmore',
      remoteUrl: 'git@example.com:r',
    };
    expect(await readGitContext(flags, io(), ask)).toEqual({ ...flags, message: 'm' });
    expect(ask).not.toHaveBeenCalled();
  });

  it('is absent when nobody knows anything, and outside a repository', async () => {
    expect(await readGitContext({}, io(), () => Promise.resolve({}))).toBeUndefined();
    expect(await readGitContext({}, io())).toBeUndefined();
  });
});

describe('remotes', () => {
  it.each([
    ['https://token@example.com/r.git', 'https://example.com/r.git'],
    ['https://user:pw@example.com:8443/r.git', 'https://example.com:8443/r.git'],
    ['ssh://git:pw@example.com/r.git', 'ssh://git@example.com/r.git'],
    ['git@example.com:team/r.git', 'git@example.com:team/r.git'],
    ['/srv/git/r.git', '/srv/git/r.git'],
  ])('%s becomes %s', (given, expected) => {
    expect(withoutCredentials(given)).toBe(expected);
  });
});
