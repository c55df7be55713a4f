import { describe, expect, it } from '@jest/globals';
import { cleanGitContext } from './git-context.js';
import { GIT_BRANCH_LENGTH_MAX, GIT_MESSAGE_LENGTH_MAX } from './limits.js';

const remote = (remoteUrl: string) => cleanGitContext({ remoteUrl })?.remoteUrl;

describe('a git context', () => {
  it('is null when nothing is said', () => {
    expect(cleanGitContext(undefined)).toBeNull();
    expect(cleanGitContext(null)).toBeNull();
    expect(cleanGitContext({})).toBeNull();
    expect(cleanGitContext({ branch: '  ', commit: null, message: '\n' })).toBeNull();
  });

  it('keeps the first line of the message', () => {
    expect(cleanGitContext({ message: '\nAdd reviews\n\nLong story' })?.message).toBe('Add reviews');
  });

  it('cuts what is too long and removes control characters', () => {
    const context = cleanGitContext({
      branch: 'b'.repeat(1_000),
      message: `a\u0000b\u001b[31m${'c'.repeat(5_000)}`,
    });
    expect(context?.branch).toHaveLength(GIT_BRANCH_LENGTH_MAX);
    expect(context?.message).toHaveLength(GIT_MESSAGE_LENGTH_MAX);
    expect(context?.message).toMatch(/^a b \[31mc+$/);
  });

  it('does not leave half a character behind when it cuts', () => {
    const context = cleanGitContext({ branch: `${'b'.repeat(GIT_BRANCH_LENGTH_MAX - 1)}😀` });
    expect(context?.branch?.isWellFormed()).toBe(true);
  });

  it.each([
    ['https://user:token@example.com/team/x.git', 'https://example.com/team/x.git'],
    ['https://token@example.com/team/x.git', 'https://example.com/team/x.git'],
    ['https://example.com/x.git?access_token=secret#frag', 'https://example.com/x.git'],
    ['ssh://git:secret@example.com:22/x.git', 'ssh://git@example.com:22/x.git'],
    ['git@example.com:team/x.git', 'git@example.com:team/x.git'],
    ['user:secret@example.com:team/x.git', 'example.com:team/x.git'],
    ['/srv/git/x.git', '/srv/git/x.git'],
  ])('takes credentials out of %s', (given, kept) => {
    expect(remote(given)).toBe(kept);
  });
});
