import { describe, expect, it } from '@jest/globals';
import { findErrorCode } from '@kontor/protocol';
import type { ComposeFailure } from '@kontor/composer/outcome';
import { decideLaunch } from './decide-launch.js';

const supergraph = { hash: 'sha256-x', sdl: 'schema', apiSdl: 'api' };
const hint = { code: 'HINT', message: 'noticed', locations: [] };
const problem = { code: 'INVALID_GRAPHQL', message: 'wrong', fix: 'mend', locations: [] } as const;

describe('what a composition means for its launch', () => {
  it('is accepted with its supergraph and hints', () => {
    expect(decideLaunch({ kind: 'composed', supergraph, hints: [hint] })).toEqual({
      status: 'PENDING',
      supergraph,
      hints: [hint],
      problems: [],
    });
  });

  it('is refused with the problems', () => {
    expect(decideLaunch({ kind: 'refused', problems: [problem] })).toMatchObject({
      status: 'REFUSED',
      supergraph: null,
      problems: [problem],
    });
  });

  it.each<[ComposeFailure, string, string]>([
    [{ why: 'timed-out', limitMs: 15_000 }, 'COMPOSITION_TIMED_OUT', '15000 ms'],
    [{ why: 'out-of-memory', limitMb: 512 }, 'COMPOSITION_OUT_OF_MEMORY', '512 MB'],
    [{ why: 'crashed' }, 'COMPOSITION_CRASHED', 'broke down'],
  ])('fails with a coded reason when the composer gave no answer: %j', (failure, code, words) => {
    const { status, problems } = decideLaunch({ kind: 'failed', failure });
    expect(status).toBe('FAILED');
    expect(problems).toEqual([
      { code, message: expect.stringContaining(words), fix: findErrorCode(code)?.fix, locations: [] },
    ]);
  });

  it('is refused when the supergraph has a character that cannot be stored', () => {
    const outcome = { kind: 'composed', supergraph: { ...supergraph, sdl: 'a\0b' }, hints: [] } as const;
    expect(decideLaunch(outcome)).toMatchObject({
      status: 'REFUSED',
      problems: [{ code: 'INVALID_GRAPHQL' }],
    });
  });
});
