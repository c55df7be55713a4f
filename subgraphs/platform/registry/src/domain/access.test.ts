import { describe, expect, it } from '@jest/globals';
import { ROLES, SYSTEM_ACTOR, type Actor } from '@kontor/protocol';
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

describe('being admitted to change the platform’s own graph', () => {
  const platform = { name: 'kontor', organisationId: 'acme' };

  it.each(['subgraph:publish', 'subgraph:delete'] as const)(
    'wants platform:publish beside %s',
    (permission) => {
      const missing = (permissions: Actor['permissions']) =>
        admit(actor({ permissions }), permission, 'kontor', platform);
      expect(missing([...ROLES.DEVELOPER])).toMatchObject({
        code: 'PERMISSION_DENIED',
        message: expect.stringContaining('platform:publish'),
      });
      expect(missing(['platform:publish'])).toMatchObject({
        code: 'PERMISSION_DENIED',
        message: expect.stringContaining(permission),
      });
      expect(missing([...ROLES.OWNER])).toEqual({ kind: 'admitted' });
      expect(admit(SYSTEM_ACTOR, permission, 'kontor', platform)).toEqual({ kind: 'admitted' });
    },
  );

  it('does not want it to read or check there, nor on any other graph', () => {
    const developer = actor({ permissions: [...ROLES.DEVELOPER] });
    for (const permission of ['graph:read', 'subgraph:check'] as const)
      expect(admit(developer, permission, 'kontor', platform)).toEqual({ kind: 'admitted' });
    expect(admit(developer, 'subgraph:publish', 'shop', shop)).toEqual({ kind: 'admitted' });
  });
});
