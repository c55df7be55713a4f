import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { parseFeatureUrl } from './feature-url.js';
import { readLinks } from './links.js';

const FEDERATION = 'https://specs.apollo.dev/federation';
const originOf = (sdl: string, name: string) => {
  const origin = readLinks(parse(sdl)).originOf(name);
  return origin && `${origin.feature.identity} ${origin.element}`;
};

describe('parseFeatureUrl', () => {
  it('takes a URL apart', () => {
    expect(parseFeatureUrl(`${FEDERATION}/v2.9`)).toEqual({
      identity: FEDERATION,
      name: 'federation',
      version: 'v2.9',
    });
    expect(parseFeatureUrl('https://user:pw@SPECS.apollo.dev:443/federation/v2.9/?q#f')?.identity).toBe(
      FEDERATION,
    );
    expect(parseFeatureUrl('http://example.com:8080/a/b/v1.0')?.identity).toBe('http://example.com:8080/a/b');
  });

  it.each([
    '',
    'federation',
    'https://example.com',
    'https://example.com/v1.0',
    'https://example.com/a',
    'https://example.com/a/1.0',
  ])('makes nothing of %j', (text) => {
    expect(parseFeatureUrl(text)).toBeUndefined();
  });
});

describe('readLinks', () => {
  it.each([
    ['an import', `extend schema @link(url: "${FEDERATION}/v2.9", import: ["@key"])`, '@key', '@key'],
    [
      'a renamed import',
      `extend schema @link(url: "${FEDERATION}/v2.9", import: [{ name: "@key", as: "@id" }])`,
      '@id',
      '@key',
    ],
    ['a full name', `extend schema @link(url: "${FEDERATION}/v2.9")`, '@federation__key', '@key'],
    [
      'a full name of a type',
      `extend schema @link(url: "${FEDERATION}/v2.9")`,
      'federation__FieldSet',
      'FieldSet',
    ],
    ['another prefix', `schema @link(url: "${FEDERATION}/v2.9", as: "f") { query: Q }`, '@f__key', '@key'],
    [
      '@link under another name',
      `extend schema @l(url: "https://specs.apollo.dev/link/v1.0", as: "l") @l(url: "${FEDERATION}/v2.9", import: ["@key"])`,
      '@key',
      '@key',
    ],
    ['@core', `schema @core(feature: "${FEDERATION}/v2.9") { query: Q }`, '@federation__key', '@key'],
    [
      'a directive named as its feature',
      `extend schema @link(url: "${FEDERATION}/v2.9", as: "f")`,
      '@f',
      '@federation',
    ],
  ])('follows %s', (_how, sdl, name, element) => {
    expect(originOf(sdl, name)).toBe(`${FEDERATION} ${element}`);
  });

  it('leaves the schema its own names', () => {
    const sdl = `extend schema @link(url: "${FEDERATION}/v2.9", import: [{ name: "@key", as: "@id" }, 3, { as: "@x" }])`;
    for (const name of [
      '@key',
      'key',
      '@x',
      'Product',
      '@own',
      'federation',
      '__proto__',
      '@constructor',
      '@__proto__',
    ])
      expect(originOf(sdl, name)).toBeUndefined();
  });

  it('reads prefix, version and purpose', () => {
    const { features } = readLinks(
      parse('extend schema @link(url: "https://example.com/guard/v1.2", as: "g", for: SECURITY)'),
    );
    expect(features).toMatchObject([
      { identity: 'https://example.com/guard', version: 'v1.2', prefix: 'g', purpose: 'SECURITY' },
    ]);
  });
});
