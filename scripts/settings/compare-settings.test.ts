import { describe, expect, it } from '@jest/globals';
import type { Setting } from '@kontor/protocol/settings';
import { compareSettings } from './compare-settings.ts';
import { scanSettings } from './scan-settings.ts';

const setting = (more: Partial<Setting> = {}): Setting => ({
  section: 'cli',
  readBy: ['cli'],
  type: 'text',
  what: 'It decides.',
  ...more,
});

const compare = (text: string, settings: Record<string, Setting>, derived: string[] = []) =>
  compareSettings(settings, scanSettings([{ path: 'a.ts', text }]), new Set(derived));

describe('comparing settings with the source', () => {
  it.each([
    ["env['KONTOR_NEW']", 'KONTOR_NEW'],
    ['process.env.NEW', 'NEW'],
    ["readNumber(env, 'KONTOR_NEW', 1)", 'KONTOR_NEW'],
    ["export const VARIABLE = 'OTEL_NEW';", 'OTEL_NEW'],
    ["const VARIABLE = 'NEW'; io.env[VARIABLE]", 'NEW'],
    ['env[`NEW_${part}`]', 'NEW_'],
    ["databaseOf('SHOP_ORDERS_DATABASE_URL')", 'SHOP_ORDERS_DATABASE_URL'],
  ])('notices a variable that is not listed: %s', (text, name) => {
    expect(compare(text, {}).unlisted).toEqual([`${name} at a.ts:1`]);
  });

  it('does not take setting a variable, or a mention of it, for reading it', () => {
    const text = "env['A'] = '1'; delete env['B']; const message = 'Set KONTOR_C to go on.';";
    expect(compare(text, {}).unlisted).toEqual([]);
  });

  it('notices a listed variable that nobody reads', () => {
    expect(compare("env['A']", { A: setting(), B: setting() }).unread).toEqual(['B']);
  });

  it.each([
    "env['A'] || 'x'",
    "env['A'] ?? 'x'",
    "const X = 'x'; read(env, 'KONTOR_A', X)",
    "const LIMITS = { a: 'x' }; read(env, 'KONTOR_A', LIMITS.a)",
  ])('compares the default of %s', (text) => {
    const name = text.includes('KONTOR_A') ? 'KONTOR_A' : 'A';
    expect(compare(text, { [name]: setting({ default: 'y' }) }).differing).toHaveLength(1);
    const same = compare(text, { [name]: setting({ default: 'x' }) });
    expect([same.differing, same.unproven]).toEqual([[], []]);
  });

  it('notices a default that no place in the source has', () => {
    expect(compare("env['A']", { A: setting({ default: 'x' }) }).unproven).toEqual(['A']);
  });

  it('lets a pattern stand for names, but not for those of Kontor itself', () => {
    const settings = { '<PART>_URL': setting() };
    expect(compare("env['ACCOUNTS_URL']", settings)).toMatchObject({ unlisted: [], unread: [] });
    expect(compare("env['KONTOR_URL']", settings).unlisted).toEqual(['KONTOR_URL at a.ts:1']);
  });

  it('lets derived names be read without an entry', () => {
    expect(compare('env[`KONTOR_GATEWAY_${option}`]', {}, ['KONTOR_GATEWAY_PATH']).unlisted).toEqual([]);
  });
});
