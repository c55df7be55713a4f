import { describe, expect, it } from '@jest/globals';
import { readSettings } from './settings.js';

describe('readSettings', () => {
  it('has a default for everything', () => {
    expect(readSettings({})).toEqual({
      kind: 'valid',
      settings: {
        gatewayPort: 4000,
        platformPort: 4001,
        subgraphPortBase: undefined,
        databaseUrl: undefined,
        startTimeoutMs: 180_000,
      },
    });
  });

  it('takes ports and database from the environment', () => {
    const env = {
      KONTOR_GATEWAY_PORT: '5000',
      KONTOR_SUBGRAPH_PORT_BASE: '5101',
      DATABASE_URL: 'postgresql://h/d',
    };
    expect(readSettings(env)).toMatchObject({
      settings: {
        gatewayPort: 5000,
        subgraphPortBase: 5101,
        databaseUrl: 'postgresql://h/d',
      },
    });
  });

  it('treats an empty variable as absent', () => {
    expect(readSettings({ KONTOR_GATEWAY_PORT: '', DATABASE_URL: '', KONTOR_HOME: '' })).toMatchObject({
      kind: 'valid',
      settings: { gatewayPort: 4000, databaseUrl: undefined },
    });
  });

  it.each(['0', '65536', '4000.5', 'many', '-1'])(
    'refuses %s as a port, by the name of its variable',
    (text) => {
      expect(readSettings({ KONTOR_PLATFORM_PORT: text })).toEqual({
        kind: 'invalid',
        problems: [expect.stringContaining(`KONTOR_PLATFORM_PORT is "${text}"`)],
      });
    },
  );
});
