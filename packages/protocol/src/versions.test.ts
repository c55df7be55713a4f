import { describe, expect, it } from '@jest/globals';
import { acceptedVersions, judgeClientVersion } from './versions.js';

describe('the compatibility window', () => {
  it.each([
    ['1.4.0', '1.4.7', 'accepted'],
    ['1.3.9', '1.4.0', 'accepted'],
    ['1.5.0', '1.4.0', 'accepted'],
    ['1.2.9', '1.4.0', 'too-old'],
    ['1.6.0', '1.4.0', 'too-new'],
    ['0.9.0', '1.0.0', 'too-old'],
    ['2.0.0', '1.9.0', 'too-new'],
    ['0.1.0', '0.1.0-beta.3', 'accepted'],
    ['10.0.0', '9.0.0', 'too-new'],
    ['1.10.0', '1.9.0', 'accepted'],
    ['latest', '1.0.0', undefined],
    ['1.0', '1.0.0', undefined],
    [`${'9'.repeat(400)}.0.0`, '1.0.0', undefined],
    ['1.0.0', '', undefined],
  ])('a client of %s asks a platform of %s: %s', (client, platform, verdict) => {
    expect(judgeClientVersion(client, platform)).toBe(verdict);
  });

  it.each([
    ['1.4.2', '1.3 to 1.5'],
    ['0.0.1', '0.0 to 0.1'],
    ['nonsense', 'any'],
  ])('a platform of %s accepts %s', (platform, range) => {
    expect(acceptedVersions(platform)).toBe(range);
  });
});
