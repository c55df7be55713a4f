import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseKontorConfig } from './config.js';

const valid = `version: 1
graph: shop
subgraphs:
  products:
    schema: products.graphql
    run: [node, products.js]
    port: 4101
  reviews:
    schema: reviews.graphql
    run: [./reviews]
    port: 4102
    env: { COLOUR: blue }
`;

const problems = (text: string) => {
  const verdict = parseKontorConfig(text);
  return verdict.kind === 'invalid' ? verdict.problems : [];
};

describe('parseKontorConfig', () => {
  it('reads subgraphs and fills in what was left out', () => {
    expect(parseKontorConfig(valid)).toMatchObject({
      kind: 'valid',
      config: {
        example: '{ __typename }',
        subgraphs: { products: { path: '/graphql', env: {} }, reviews: { env: { COLOUR: 'blue' } } },
      },
    });
  });

  it.each(['version: 1\n', 'version: 1\nsubgraphs:\n', 'version: 1\ngraph: shop\nsubgraphs: {}\n'])(
    'takes %j for a graph that others publish to',
    (text) => {
      expect(parseKontorConfig(text)).toMatchObject({ kind: 'valid', config: { subgraphs: {} } });
    },
  );

  it('accepts the file of this repository', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../kontor.yaml'), 'utf8');
    expect(problems(text)).toEqual([]);
  });

  it('names the line of a value of the wrong type', () => {
    expect(problems(valid.replace('port: 4102', 'port: many'))).toMatchObject([
      { path: 'subgraphs.reviews.port', line: 11 },
    ]);
  });

  it('names the line of an unknown key', () => {
    expect(
      problems(valid.replace('    run: [./reviews]', '    run: [./reviews]\n    prot: 1')),
    ).toMatchObject([{ path: 'subgraphs.reviews.prot', line: 11 }]);
  });

  it('names the nearest parent of what is missing', () => {
    expect(problems(valid.replace('    schema: products.graphql\n', ''))).toMatchObject([
      { path: 'subgraphs.products.schema', line: 4 },
    ]);
  });

  it('names the line of text that is no YAML', () => {
    expect(problems(valid.replace('[node, products.js]', '[node'))[0]).toMatchObject({
      line: expect.any(Number),
    });
  });

  it('names the line of a name that would be dropped', () => {
    expect(problems(valid.replace('reviews:', '__proto__:'))).toMatchObject([
      { path: 'subgraphs.__proto__', line: expect.any(Number) },
    ]);
  });

  it('refuses references that unfold without end', () => {
    const unfolded = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(10)}]`);
    expect(problems(`a0: &a0 [x]\n${unfolded.join('\n')}\n`)).toMatchObject([
      { message: expect.stringContaining('alias') },
    ]);
  });

  it('refuses a port that two subgraphs want', () => {
    expect(problems(valid.replace('4102', '4101'))).toMatchObject([
      { path: 'subgraphs.reviews.port', line: 11, message: 'port 4101 belongs to products already' },
    ]);
  });

  it.each([
    ['an empty file', ''],
    ['another version', valid.replace('version: 1', 'version: 2')],
    ['a graph that is no reference', valid.replace('graph: shop', 'graph: a@b@c')],
    ['a subgraph name that is none', valid.replace('reviews:', '9reviews:')],
  ])('refuses %s', (_, text) => {
    expect(problems(text)).not.toEqual([]);
  });
});
