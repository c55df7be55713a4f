import { describe, expect, it } from '@jest/globals';
import { SYSTEM_ACTOR, type Actor } from '@kontor/protocol';
import { admit, canSee } from './access.js';

const shop = { name: 'shop', organisationId: 'acme' };
const actor = (change: Partial<Actor> = {}): Actor => ({
  id: 'ci',
  kind: 'MACHINE',
  name: 'CI',
  organisationId: 'acme',
  permissions: ['subgraph:publish'],
  graphs: null,
  keyId: 'k',
  ...change,
});
const verdict = (who: Actor, graph: typeof shop | undefined = shop): string => {
  const admission = admit(who, 'subgraph:publish', 'shop', graph);
  return admission.kind === 'admitted' ? 'admitted' : admission.code;
};

describe('being admitted to a graph', () => {
  it.each<[string, Actor, string]>([
    ['own organisation', actor(), 'admitted'],
    ['in scope', actor({ graphs: ['shop'] }), 'admitted'],
    ['Kontor itself', SYSTEM_ACTOR, 'admitted'],
    ['without the permission', actor({ permissions: ['graph:read'] }), 'PERMISSION_DENIED'],
    ['out of scope', actor({ graphs: ['other'] }), 'GRAPH_NOT_FOUND'],
    ['with an empty scope', actor({ graphs: [] }), 'GRAPH_NOT_FOUND'],
    ['of another organisation', actor({ organisationId: 'other' }), 'GRAPH_NOT_FOUND'],
    ['of no organisation', actor({ organisationId: null }), 'GRAPH_NOT_FOUND'],
  ])('%s', (_title, who, expected) => {
    expect(verdict(who)).toBe(expected);
  });

  it('says the same of a graph that is not there and of one that cannot be seen', () => {
    const stranger = actor({ organisationId: 'other' });
    expect(admit(stranger, 'subgraph:publish', 'shop', undefined)).toEqual(
      admit(stranger, 'subgraph:publish', 'shop', shop),
    );
  });

  it('sees no graph of its organisation that its scope leaves out', () => {
    expect(canSee(actor({ graphs: ['other'] }), shop)).toBe(false);
  });
});
