import { describe, expect, it } from '@jest/globals';
import { logLevelFrom, redactPaths } from './logger.js';
import { pino } from 'pino';

describe('logLevelFrom', () => {
  it('is info unless LOG_LEVEL says otherwise', () => {
    expect(logLevelFrom({})).toBe('info');
    expect(logLevelFrom({ LOG_LEVEL: '' })).toBe('info');
    expect(logLevelFrom({ LOG_LEVEL: 'debug' })).toBe('debug');
  });

  it('refuses a name that is no level, by code', () => {
    expect(() => logLevelFrom({ LOG_LEVEL: 'loud' })).toThrow(
      expect.objectContaining({ code: 'LOG_LEVEL_INVALID', message: expect.stringContaining('loud') }),
    );
  });
});

describe('redactPaths', () => {
  it.each(['authorization', 'cookie', 'set-cookie', 'kontor-actor', 'kontor-explain', 'x-api-key'])(
    'hides %s wherever a request is logged',
    (header) => {
      const lines: string[] = [];
      const log = pino(
        { redact: { paths: redactPaths, censor: '[redacted]' } },
        { write: (line) => lines.push(line) },
      );
      const headers = { [header]: 'secret-value', accept: 'text/plain' };
      log.info({ headers });
      log.info({ req: { headers } });
      log.info({ err: { request: { headers } } });
      expect(lines).toHaveLength(3);
      for (const line of lines) {
        expect(line).not.toContain('secret-value');
        expect(line).toContain('text/plain');
      }
    },
  );
});
