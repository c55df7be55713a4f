import { describe, expect, it } from '@jest/globals';
import type { ActiveSet } from './active-subgraph.js';
import { proposeCheck } from './decide-check.js';
import { proposeDelete } from './decide-delete.js';

const subgraph = (name: string) => ({
  versionId: `${name}-version`,
  name,
  sdl: `# ${name}`,
  sdlHash: 'sha256-x',
  routingUrl: `http://${name}/`,
});
const set = (...names: string[]): ActiveSet => ({ revision: 1, subgraphs: names.map(subgraph) });

describe('what a deletion means', () => {
  it('asks whether the rest composes', () => {
    expect(proposeDelete(set('a', 'b'), 'a')).toMatchObject({
      kind: 'compose',
      active: { versionId: 'a-version' },
      subgraphs: [{ name: 'b', url: 'http://b/', sdl: '# b' }],
    });
  });

  it('is refused with a reason when nothing would be left', () => {
    expect(proposeDelete(set('a'), 'a')).toMatchObject({
      kind: 'concluded',
      outcome: { kind: 'refused', problems: [{ code: 'SUPERGRAPH_EMPTY', fix: expect.any(String) }] },
    });
  });

  it('is rejected when there is no such subgraph', () => {
    expect(proposeDelete(set('a'), 'b')).toMatchObject({ kind: 'rejected', code: 'SUBGRAPH_NOT_FOUND' });
  });
});

describe('what a check asks', () => {
  const request = { name: 'a', sdl: '# new', routingUrl: undefined };

  it('keeps the active URL, so the answer is exact', () => {
    expect(proposeCheck(set('a'), request)).toEqual({
      kind: 'compose',
      exact: true,
      subgraphs: [{ name: 'a', url: 'http://a/', sdl: '# new' }],
    });
  });

  it('is not exact for a new subgraph whose URL is not said', () => {
    expect(proposeCheck(set('b'), request)).toMatchObject({ kind: 'compose', exact: false });
  });

  it('is exact for a new subgraph whose URL is said', () => {
    expect(proposeCheck(set('b'), { ...request, routingUrl: 'http://new/' })).toMatchObject({
      exact: true,
      subgraphs: [{ name: 'b' }, { name: 'a', url: 'http://new/' }],
    });
  });

  it('without a schema asks what a deletion asks', () => {
    expect(proposeCheck(set('a', 'b'), { ...request, sdl: null })).toMatchObject({
      kind: 'compose',
      exact: true,
      subgraphs: [{ name: 'b' }],
    });
    expect(proposeCheck(set('a'), { ...request, sdl: null })).toMatchObject({ kind: 'concluded' });
    expect(proposeCheck(set('b'), { ...request, sdl: null })).toMatchObject({ code: 'SUBGRAPH_NOT_FOUND' });
  });
});
