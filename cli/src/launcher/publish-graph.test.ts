import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { artifactHash } from '@kontor/protocol';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlannedSubgraph, StartPlan } from './plan.js';
import type { PlatformApi, Publish, PublishResult } from './platform-api.js';
import { publishGraph } from './publish-graph.js';
import type { ActiveVersion } from './publish-own.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kontor-publish-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const sdlOf = (name: string) => `type Query { ${name}: Int }`;

function plan(...names: string[]): StartPlan {
  const subgraphs = names.map((name, index): PlannedSubgraph => {
    const schemaFile = join(folder, `${name}.graphql`);
    writeFileSync(schemaFile, sdlOf(name));
    const routingUrl = `http://127.0.0.1:${4101 + index}/graphql`;
    return {
      name,
      schemaFile,
      routingUrl,
      readyUrl: '',
      port: 4101 + index,
      command: [],
      env: {},
      domain: undefined,
    };
  });
  return { graph: 'shop@current', subgraphs } as unknown as StartPlan;
}

/** A platform that refuses a subgraph until those it needs are there. */
function platform(needs: Record<string, string[]> = {}, active = new Map<string, ActiveVersion>()) {
  const calls: string[] = [];
  const live = new Set(active.keys());
  const api: PlatformApi = {
    ownActorId: async () => 'launcher',
    createGraph: async (ref) => void calls.push(`create ${ref}`),
    activeVersions: async () => active,
    hasSupergraph: async () => live.size > 0,
    async publish({ name, ifActiveVersion }: Publish): Promise<PublishResult> {
      const missing = (needs[name] ?? []).filter((need) => !live.has(need));
      calls.push(`${missing.length > 0 ? 'refuse' : 'accept'} ${name} if ${ifActiveVersion}`);
      if (missing.length > 0)
        return {
          kind: 'refused',
          problems: [{ code: 'INVALID_GRAPHQL', message: `no ${missing.join()}`, fix: 'publish it' }],
        };
      live.add(name);
      return { kind: 'accepted' };
    },
  };
  return { api, calls };
}

describe('publishGraph', () => {
  it('creates the graph and publishes what is not there', async () => {
    const { api, calls } = platform();
    const report = await publishGraph(api, plan('a', 'b'));
    expect(report).toEqual({ published: ['a', 'b'], unchanged: [], theirs: [], isEmpty: false });
    expect(calls).toEqual(['create shop@current', 'accept a if null', 'accept b if null']);
  });

  it('publishes in an order that composes, whatever the file says', async () => {
    const { api } = platform({ a: ['b'], b: ['c'] });
    expect((await publishGraph(api, plan('a', 'b', 'c'))).published).toEqual(['c', 'b', 'a']);
  });

  it('stops with the reasons when nothing more gets through', async () => {
    const { api } = platform({ b: ['never'] });
    await expect(publishGraph(api, plan('a', 'b'))).rejects.toMatchObject({
      code: 'PUBLISH_REFUSED',
      message: expect.stringContaining('b: INVALID_GRAPHQL: no never (publish it)'),
    });
  });

  it('publishes nothing when everything is live already, or a team’s', async () => {
    const routingUrl = 'http://127.0.0.1:4101/graphql';
    const active = new Map<string, ActiveVersion>([
      ['a', { id: '1', sdlHash: artifactHash(sdlOf('a')), routingUrl, publishedBy: 'launcher' }],
      ['b', { id: '2', sdlHash: 'sha256-old', routingUrl: 'http://team/graphql', publishedBy: 'team' }],
    ]);
    const { api, calls } = platform({}, active);
    expect(await publishGraph(api, plan('a', 'b'))).toEqual({
      published: [],
      unchanged: ['a'],
      theirs: ['b'],
      isEmpty: false,
    });
    expect(calls).toEqual(['create shop@current']);
  });

  it('is empty where nothing is named and nobody has published', async () => {
    expect(await publishGraph(platform().api, plan())).toMatchObject({ isEmpty: true });
    const active = new Map([['a', { id: '1', sdlHash: '', routingUrl: '', publishedBy: 'team' }]]);
    expect(await publishGraph(platform({}, active).api, plan())).toMatchObject({ isEmpty: false });
  });
});
