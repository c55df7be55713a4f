import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { ACTOR_LIFE_MS, actorMay, signActor, SYSTEM_ACTOR, verifyActor, type Actor } from './actor.js';

const key = randomBytes(32);
const now = Date.parse('2026-01-01T00:00:00Z');
const actor: Actor = {
  id: 'a1',
  kind: 'MACHINE',
  name: 'CI',
  organisationId: 'o1',
  permissions: ['subgraph:publish'],
  graphs: ['shop'],
  keyId: 'k1',
};

describe('verifyActor', () => {
  it('returns the actor that was signed', () => {
    expect(verifyActor(signActor(actor, key, now), key, now)).toEqual({ kind: 'valid', actor });
  });

  it('refuses a header that is missing', () => {
    expect(verifyActor(undefined, key, now)).toEqual({ kind: 'refused', why: 'missing' });
    expect(verifyActor('', key, now)).toEqual({ kind: 'refused', why: 'missing' });
  });

  it('refuses one signed with another key', () => {
    const header = signActor(actor, randomBytes(32), now);
    expect(verifyActor(header, key, now)).toEqual({ kind: 'refused', why: 'signature' });
  });

  it('refuses every single changed character', () => {
    const header = signActor(actor, key, now);
    for (let at = 0; at < header.length; at += 1) {
      const changed = header.slice(0, at) + (header[at] === 'A' ? 'B' : 'A') + header.slice(at + 1);
      // The last character of base64url may carry unused bits: the same bytes are the same signature.
      if (
        Buffer.from(changed.split('.')[1] ?? '', 'base64url').equals(
          Buffer.from(header.split('.')[1] ?? '', 'base64url'),
        )
      )
        if (changed.split('.')[0] === header.split('.')[0]) continue;
      expect(verifyActor(changed, key, now).kind).toBe('refused');
    }
  });

  it('refuses one that is too old, and one from the future', () => {
    const header = signActor(actor, key, now);
    expect(verifyActor(header, key, now + ACTOR_LIFE_MS)).toEqual({ kind: 'refused', why: 'expired' });
    expect(verifyActor(header, key, now + ACTOR_LIFE_MS - 1).kind).toBe('valid');
    expect(verifyActor(header, key, now - 2 * ACTOR_LIFE_MS)).toEqual({ kind: 'refused', why: 'expired' });
  });

  it('never throws on noise', () => {
    for (const noise of [
      '.',
      '..',
      'a.b.c',
      '{}',
      'x'.repeat(100_000),
      '\u0000.\u0000',
      '__proto__.constructor',
    ])
      expect(verifyActor(noise, key, now).kind).toBe('refused');
  });
});

describe('actorMay', () => {
  it('needs permission, organisation and graph scope together', () => {
    const on = { organisationId: 'o1', graphName: 'shop' };
    expect(actorMay(actor, 'subgraph:publish', on)).toBe(true);
    expect(actorMay(actor, 'subgraph:delete', on)).toBe(false);
    expect(actorMay(actor, 'subgraph:publish', { ...on, organisationId: 'o2' })).toBe(false);
    expect(actorMay(actor, 'subgraph:publish', { ...on, graphName: 'bank' })).toBe(false);
  });

  it('does not let a key scoped to graphs act on the organisation as a whole', () => {
    expect(actorMay(actor, 'subgraph:publish', { organisationId: 'o1' })).toBe(false);
    expect(actorMay({ ...actor, graphs: null }, 'subgraph:publish', { organisationId: 'o1' })).toBe(true);
  });

  it('lets Kontor itself do everything', () => {
    expect(actorMay(SYSTEM_ACTOR, 'member:manage', { organisationId: 'any' })).toBe(true);
  });
});
