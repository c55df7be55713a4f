import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { after } from './after.js';
import { routeTo } from './built-in-supergraph.js';
import { type OwnSubgraphSchema, publishOwnSubgraphs } from './publish-own-subgraphs.js';
import { BUILT_IN_BASE_URL, subgraphUrl } from './subgraphs.js';

describe('the built-in supergraph', () => {
  const sdl = `type Query { a: ID @deprecated(reason: "${subgraphUrl(BUILT_IN_BASE_URL, 'identity')}") }`;

  it('is routed to where this process answers', () => {
    expect(routeTo(sdl, 'http://127.0.0.1:4001/')).toContain('"http://127.0.0.1:4001/subgraphs/identity"');
  });

  it('stays GraphQL whatever the address is', () => {
    expect(() => buildSchema(routeTo(sdl, 'http://x/"$&\\'))).not.toThrow();
  });
});

describe('publishing the own subgraphs', () => {
  const subgraphs: OwnSubgraphSchema[] = [
    { name: 'registry', sdl: 'r', routingUrl: 'http://r' },
    { name: 'identity', sdl: 'i', routingUrl: 'http://i' },
  ];
  type Publish = Parameters<typeof publishOwnSubgraphs>[0];
  const published = {
    kind: 'published',
    changed: true,
    version: {},
    launch: { id: 'l', status: 'COMPLETED' },
  };

  async function publishWith(
    answer: (name: string, attempt: number) => unknown,
    signal = new AbortController().signal,
  ) {
    const names: string[] = [];
    const lines: string[] = [];
    const note = (_facts: object, message: string) => lines.push(message);
    const publish = ((asked: { name: string }) => {
      names.push(asked.name);
      return Promise.resolve().then(() => answer(asked.name, names.length));
    }) as unknown as Publish;
    await publishOwnSubgraphs(
      publish,
      { organisationId: () => Promise.resolve('o'), subgraphs },
      { info: note, warn: note, error: note },
      signal,
    );
    return { names, lines };
  }

  it('begins with identity, which the registry refers to', async () => {
    expect((await publishWith(() => published)).names).toEqual(['identity', 'registry']);
  });

  it('tries again what the world outside prevented', async () => {
    const { names, lines } = await publishWith((_name, attempt) => {
      if (attempt === 1) throw new Error('database away');
      return published;
    });
    expect(names).toEqual(['identity', 'identity', 'registry']);
    expect(lines[0]).toContain('tried again');
  });

  it('keeps what a team published, and does not repeat a refusal', async () => {
    const { names, lines } = await publishWith((name) =>
      name === 'identity'
        ? { kind: 'kept', version: { routingUrl: 'http://theirs' } }
        : { ...published, launch: { id: 'l', status: 'REFUSED' } },
    );
    expect(names).toEqual(['identity', 'registry']);
    expect(lines).toEqual([expect.stringContaining('kept'), expect.stringContaining('refused')]);
  });

  it('ends when the platform stops', async () => {
    const stopping = new AbortController();
    const { names } = await publishWith(() => {
      stopping.abort();
      throw new Error('database away');
    }, stopping.signal);
    expect(names).toEqual(['identity']);
  });
});

describe('a source behind a gate', () => {
  const sourceOf = (calls: string[]) => ({
    name: 'inner',
    open: () => Promise.resolve(void calls.push('open')),
    state: () => ({ kind: 'connected' as const, since: new Date(0) }),
    close: () => Promise.resolve(void calls.push('close')),
  });
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const receive = () => Promise.resolve({ kind: 'serving' as const });

  it('is opened when the gate has passed', async () => {
    const calls: string[] = [];
    const gate = Promise.withResolvers<void>();
    const opening = after(gate.promise, sourceOf(calls)).open(receive, log);
    expect(calls).toEqual([]);
    gate.resolve();
    await opening;
    expect(calls).toEqual(['open']);
  });

  it('is not opened any more once it was closed', async () => {
    const calls: string[] = [];
    const gate = Promise.withResolvers<void>();
    const source = after(gate.promise, sourceOf(calls));
    const opening = source.open(receive, log);
    await source.close();
    gate.resolve();
    await opening;
    expect(calls).toEqual(['close']);
  });
});
