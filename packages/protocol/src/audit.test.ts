import { describe, expect, it } from '@jest/globals';
import { AUDIT_ACTIONS, readAuditFilter } from './audit.js';

describe('a filter of an audit log', () => {
  it('lets everything pass when empty', () => {
    const everything = { since: null, until: null, action: null, actor: null };
    expect(readAuditFilter(undefined)).toEqual({ kind: 'valid', filter: everything });
    expect(readAuditFilter({ since: null })).toEqual({ kind: 'valid', filter: everything });
  });

  it('takes instants, an action or its noun, and any name', () => {
    expect(readAuditFilter({ since: '2026-01-31T12:00:00+01:00', action: 'api-key', actor: 'CI' })).toEqual({
      kind: 'valid',
      filter: { since: new Date('2026-01-31T11:00:00Z'), until: null, action: 'api-key', actor: 'CI' },
    });
    for (const action of AUDIT_ACTIONS) expect(readAuditFilter({ action }).kind).toBe('valid');
  });

  it.each([
    { since: '2026-01-31' },
    { until: 'yesterday' },
    { since: '2026-13-31T12:00:00Z' },
    { action: 'api' },
    { action: 'api-key.steal' },
    { action: '__proto__' },
    { actor: 'a\0b' },
    { actor: 'x'.repeat(201) },
  ])('refuses %j', (input) => {
    expect(readAuditFilter(input)).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining(`filter.${Object.keys(input)[0]}`),
    });
  });
});

describe('audit actions', () => {
  it('are nouns with verbs', () => {
    for (const action of AUDIT_ACTIONS) expect(action).toMatch(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/);
  });
});
