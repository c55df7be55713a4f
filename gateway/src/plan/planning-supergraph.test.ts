import { describe, expect, it } from '@jest/globals';
import { composeOf } from '../../../test/support/gateway/shop.js';
import { planningSupergraph } from './planning-supergraph.js';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])\n';

const supergraphOf = (shipping: string) =>
  composeOf([
    {
      name: 'catalogue',
      url: 'http://catalogue',
      sdl: `${LINK}type Query { items: [Item] }
        type Item @key(fields: "id") { id: ID! price(currency: String!): Int weight: Int maker: Maker }
        type Maker { rating(of: Int): Int }`,
    },
    { name: 'shipping', url: 'http://shipping', sdl: `${LINK}${shipping}` },
  ]);

describe('the supergraph that the planner gets', () => {
  it('is the same where no requirement has arguments', () => {
    const sdl = supergraphOf(
      'type Item @key(fields: "id") { id: ID! weight: Int @external cost: Int @requires(fields: "weight") }',
    );
    const { sdl: planning, standIns } = planningSupergraph(sdl);
    expect(standIns.size).toBe(0);
    expect(planning).toContain('requires: "weight"');
    expect(planning).not.toContain('__required_');
  });

  it('has one field without arguments for each set of arguments', () => {
    const { sdl, standIns, requiredStandIns } = planningSupergraph(
      supergraphOf(`type Item @key(fields: "id") {
        id: ID! price(currency: String!): Int @external
        usd: Int @requires(fields: "price(currency: \\"USD\\")")
        usdToo: Int @requires(fields: "price(currency: \\"USD\\")")
        eur: Int @requires(fields: "price(currency: \\"EUR\\")")
      }`),
    );
    expect([...standIns].map(([name, { field }]) => [name, field])).toEqual([
      ['price__required_1', 'price'],
      ['price__required_2', 'price'],
    ]);
    expect(requiredStandIns.get('Item.usdToo')).toEqual(new Set(['price__required_1']));
    expect(requiredStandIns.get('Item.eur')).toEqual(new Set(['price__required_2']));
    expect(sdl).toMatch(/price__required_1: Int @join__field/);
    // Nothing needs the field itself any more where it was external.
    expect(sdl).toMatch(/price\(currency: String!\): Int @join__field\(graph: CATALOGUE\)\n/);
  });

  it('reaches requirements inside other objects', () => {
    const { sdl, standIns } = planningSupergraph(
      supergraphOf(`type Item @key(fields: "id") {
        id: ID! maker: Maker @external
        trusted: Boolean @requires(fields: "maker { rating(of: 5) }")
      }
      type Maker @external { rating(of: Int): Int }`),
    );
    expect([...standIns.values()].map(({ field }) => field)).toEqual(['rating']);
    expect(sdl).toContain('requires: "maker { rating__required_1 }"');
  });

  it('puts keys that cannot be resolved last', () => {
    const sdl = composeOf([
      {
        name: 'a',
        url: 'http://a',
        sdl: `${LINK}type Query { t: T } type T @key(fields: "id") @key(fields: "other") { id: ID! other: ID! }`,
      },
      {
        name: 'b',
        url: 'http://b',
        sdl: `${LINK}type T @key(fields: "id", resolvable: false) @key(fields: "other") { id: ID! other: ID! more: Int }`,
      },
    ]);
    const keys = [...planningSupergraph(sdl).sdl.matchAll(/@join__type\(graph: B, key: "(\w+)"/g)].map(
      ([, key]) => key,
    );
    expect(keys).toEqual(['other', 'id']);
  });
});
