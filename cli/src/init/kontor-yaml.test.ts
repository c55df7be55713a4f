import { describe, expect, it } from '@jest/globals';
import { parseKontorConfig } from '../launcher/config.js';
import { nextPort, withSubgraph } from './kontor-yaml.js';
import { namesOf } from './subgraph-names.js';

const factsOf = (name: string, port = 4101) => {
  const verdict = namesOf(name);
  if (verdict.kind === 'invalid') throw new Error(verdict.message);
  return { names: verdict.names, graph: 'main', folder: `subgraphs/${name}`, port, version: '1.0.0' };
};
const read = (text: string) => {
  const verdict = parseKontorConfig(text);
  if (verdict.kind === 'invalid') throw new Error(JSON.stringify(verdict.problems));
  return verdict.config;
};

describe('kontor.yaml with one subgraph more', () => {
  it('is a new file that runs it and asks for it', () => {
    const text = withSubgraph(undefined, 'main@current', factsOf('products'));
    expect(text).toMatch(/^# What `kontor start` runs/);
    expect(read(text)).toEqual({
      version: 1,
      graph: 'main@current',
      subgraphs: {
        products: {
          schema: 'subgraphs/products/schema.graphql',
          run: ['node', 'subgraphs/products/dist/main.js'],
          port: 4101,
          path: '/graphql',
          database: { migrations: 'subgraphs/products/prisma/migrations' },
          env: {},
        },
      },
      example: '{ products(first: 3) { totalCount edges { node { id name } } } }',
    });
  });

  it('keeps what is there, comments too', () => {
    const before = `version: 1 # one
graph: shop
subgraphs:
  # ours
  products: { schema: p.graphql, run: [node, p.js], port: 4105 }
example: "{ a }"
`;
    const text = withSubgraph(before, 'shop@current', factsOf('reviews', nextPort(before)));
    expect(text).toContain('version: 1 # one');
    expect(text).toContain('# ours\n  products:');
    const { graph, subgraphs, example } = read(text);
    expect([graph, example]).toEqual(['shop', '{ a }']);
    expect(Object.keys(subgraphs)).toEqual(['products', 'reviews']);
    expect(subgraphs['reviews']?.port).toBe(4106);
  });

  it.each(['version: 1\n', 'version: 1\nsubgraphs:\n', 'version: 1\nsubgraphs: {}\n'])(
    'fills %j',
    (before) => {
      const { subgraphs } = read(withSubgraph(before, 'main@current', factsOf('products')));
      expect(Object.keys(subgraphs)).toEqual(['products']);
    },
  );
});

describe('the next port', () => {
  it('is above those that are taken, and 4101 where none is', () => {
    expect(nextPort(undefined)).toBe(4101);
    expect(nextPort('version: 1\nsubgraphs: { a: { schema: a, run: [a], port: 4000 } }')).toBe(4101);
    expect(nextPort('version: 1\nsubgraphs: { a: { schema: a, run: [a], port: 4101 } }')).toBe(4102);
  });
});
