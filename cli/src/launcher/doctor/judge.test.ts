import { describe, expect, it } from '@jest/globals';
import type { Facts } from './facts.js';
import { judge } from './judge.js';

const domain = {
  domain: 'storefront/products',
  database: 'kontor_storefront_products',
  exists: true,
  bytes: 1,
  applied: 2,
  pending: [],
  failed: [],
};

const healthy: Facts = {
  versions: { kontor: '0.1.0', node: '26.10.0', platform: 'linux x64' },
  home: {
    path: '/k',
    exists: true,
    mode: '0711',
    writable: true,
    secrets: [{ file: '/k/credentials', exists: true, mode: '0600' }],
  },
  launcher: { pid: 1, alive: true, startedAt: '2026-11-22T20:00:00Z', graph: 'storefront@current' },
  processes: [{ name: 'gateway', pid: 2, port: 4000, alive: true, memory: { kind: 'pss', bytes: 1 } }],
  memoryTotal: { kind: 'pss', bytes: 1 },
  database: { kind: 'reachable', where: 'embedded', version: '18.4', domains: [domain] },
  platform: { url: 'http://127.0.0.1:4001', status: 'ready', version: null, details: null },
  gateway: { url: 'http://127.0.0.1:4000', status: 'ready', version: null, details: null },
};

const whatOf = (facts: Partial<Facts>) => judge({ ...healthy, ...facts }).map(({ what }) => what);

describe('judge', () => {
  it('finds nothing wrong with what is well', () => {
    expect(judge(healthy)).toEqual([]);
  });

  it.each<[string, Partial<Facts>, RegExp]>([
    [
      'a home that others may write',
      { home: { ...healthy.home, mode: '0777' } },
      /Others may write to KONTOR_HOME/,
    ],
    ['a home of somebody else', { home: { ...healthy.home, writable: false } }, /cannot be written/],
    [
      'a secret that others may read',
      { home: { ...healthy.home, secrets: [{ file: '/k/credentials', exists: true, mode: '0640' }] } },
      /Others may read \/k\/credentials \(mode 0640\)/,
    ],
    [
      'a launcher that was killed',
      { launcher: { pid: 1, alive: false, startedAt: '', graph: null } },
      /ended without cleaning up/,
    ],
    [
      'a process that is gone',
      { processes: [{ name: 'orders', pid: 7, port: 1, alive: false, memory: null }] },
      /orders \(pid 7\) is gone/,
    ],
    [
      'a database that does not answer',
      { database: { kind: 'unreachable', code: 'DATABASE_UNREACHABLE', message: 'No.', fix: 'Start it.' } },
      /DATABASE_UNREACHABLE: No\./,
    ],
    [
      'a database that is missing',
      { database: { kind: 'reachable', where: '', version: '', domains: [{ ...domain, exists: false }] } },
      /does not exist/,
    ],
    [
      'a migration that is pending',
      { database: { kind: 'reachable', where: '', version: '', domains: [{ ...domain, pending: ['1_x'] }] } },
      /not applied: 1_x/,
    ],
    [
      'a migration that failed',
      { database: { kind: 'reachable', where: '', version: '', domains: [{ ...domain, failed: ['1_x'] }] } },
      /failed: 1_x/,
    ],
    [
      'a gateway that is not ready',
      { gateway: { url: 'u', status: 'not ready', version: null, details: null } },
      /gateway at u is not ready/,
    ],
    [
      'a graph to which nobody has published',
      {
        gateway: {
          url: 'u',
          status: 'not ready',
          version: null,
          details: { source: { code: 'SUPERGRAPH_NOT_READY' } },
        },
      },
      /nothing to serve/,
    ],
    [
      'a platform that does not answer',
      { platform: { url: 'u', status: 'unreachable', version: null, details: null } },
      /platform does not answer at u/,
    ],
    [
      'a platform of a version that this CLI cannot ask',
      { platform: { ...healthy.platform, version: '99.9.0' } },
      /too old for the platform \(99\.9\.0\)/,
    ],
  ])('names %s', (_, facts, expected) => {
    expect(whatOf(facts)).toEqual([expect.stringMatching(expected)]);
  });

  it('says that nothing runs, and does not mind planes that run without a launcher', () => {
    const down = { url: 'u', status: 'unreachable' as const, version: null, details: null };
    expect(whatOf({ launcher: null, processes: [], platform: down, gateway: down })[0]).toMatch(
      /Nothing runs/,
    );
    expect(whatOf({ launcher: null, processes: [] })).toEqual([]);
  });
});
