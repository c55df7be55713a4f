import { describe, expect, it } from '@jest/globals';
import { isNeverPropagated, propagateHeaders, type HeaderRule } from './header-rules.js';

const named = (name: string, more: Partial<Extract<HeaderRule, { kind: 'named' }>> = {}): HeaderRule => ({
  kind: 'named',
  name,
  rename: undefined,
  fallback: undefined,
  subgraphs: undefined,
  ...more,
});
const matching = (pattern: RegExp, subgraphs?: string[]): HeaderRule => ({
  kind: 'matching',
  pattern,
  subgraphs: subgraphs && new Set(subgraphs),
});

describe('header rules', () => {
  it('let nothing through of their own', () => {
    expect(propagateHeaders([], { authorization: 'x', cookie: 'y' }, 'a')).toEqual({});
  });

  it('propagate a header by its name, joined when it came several times', () => {
    const client = { 'x-tag': ['a', 'b'], 'x-other': 'c' };
    expect(propagateHeaders([named('x-tag')], client as never, 'a')).toEqual({ 'x-tag': 'a, b' });
  });

  it('propagate by pattern, to some subgraphs', () => {
    const rules = [matching(/^x-/, ['a'])];
    expect(propagateHeaders(rules, { 'x-one': '1', two: '2' }, 'a')).toEqual({ 'x-one': '1' });
    expect(propagateHeaders(rules, { 'x-one': '1' }, 'b')).toEqual({});
  });

  it('rename, and fall back when the client sent none', () => {
    const rules = [named('x-old', { rename: 'x-new', fallback: 'none' })];
    expect(propagateHeaders(rules, { 'x-old': '1' }, 'a')).toEqual({ 'x-new': '1' });
    expect(propagateHeaders(rules, {}, 'a')).toEqual({ 'x-new': 'none' });
    expect(propagateHeaders(rules, { 'x-old': '' }, 'a')).toEqual({ 'x-new': '' });
  });

  it('of the same name: the later one wins', () => {
    const rules = [named('x', { fallback: 'first' }), named('y', { rename: 'x', fallback: 'second' })];
    expect(propagateHeaders(rules, {}, 'a')).toEqual({ x: 'second' });
  });

  it('never move what belongs to one connection, describes the body, or is Kontor’s', () => {
    const names = [
      'connection',
      'transfer-encoding',
      'upgrade',
      'te',
      'host',
      'content-length',
      'content-type',
      'kontor-actor',
      'kontor-explain',
      'x-request-id',
    ];
    const client = Object.fromEntries(names.map((name) => [name, 'x']));
    expect(propagateHeaders([matching(/./), ...names.map((name) => named(name))], client, 'a')).toEqual({});
    expect(propagateHeaders([named('x', { rename: 'host', fallback: 'evil' })], {}, 'a')).toEqual({});
    expect(names.every(isNeverPropagated)).toBe(true);
    expect(isNeverPropagated('Kontor-Actor')).toBe(true);
    expect(isNeverPropagated('authorization')).toBe(false);
  });

  it('respect what the client declared to be for this hop only', () => {
    const client = { connection: 'keep-alive, X-Hop', 'x-hop': '1', 'x-keep': '2' };
    expect(propagateHeaders([matching(/^x-/), named('x-hop')], client, 'a')).toEqual({ 'x-keep': '2' });
  });

  it('take names from the prototype for nothing', () => {
    expect(propagateHeaders([named('constructor'), named('__proto__')], {}, 'a')).toEqual({});
  });
});
