import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { compose } from '@kontor/federation/compose';
import { buildSchema, parse, visit, type GraphQLSchema } from 'graphql';

const DOMAINS = ['accounts', 'products', 'inventory', 'reviews', 'orders'];
const sdlOf = (domain: string): string =>
  readFileSync(new URL(`../../subgraphs/storefront/${domain}/schema.graphql`, import.meta.url), 'utf8');

const composition = compose(
  DOMAINS.map((name, at) => ({ name, url: `http://127.0.0.1:${4101 + at}/graphql`, sdl: sdlOf(name) })),
);

function apiSchema(): GraphQLSchema {
  if (composition.kind !== 'composed') throw new Error(JSON.stringify(composition.problems));
  return buildSchema(composition.apiSdl);
}

describe('the storefront', () => {
  it('composes without problems and without hints', () => {
    expect(composition).toMatchObject({ kind: 'composed', hints: [] });
  });

  it('shows clients what belongs to a product, an order and a user, wherever it is kept', () => {
    const fieldsOf = (type: string) =>
      Object.keys(apiSchema().getTypeMap()[type]?.toConfig()['fields' as never] ?? {});
    expect(fieldsOf('Product')).toEqual(
      expect.arrayContaining([
        'name',
        'price',
        'availability',
        'stockLevels',
        'shippingEstimate',
        'rating',
        'reviews',
      ]),
    );
    expect(fieldsOf('User')).toEqual(expect.arrayContaining(['name', 'reviews', 'orders']));
    expect(fieldsOf('Mutation').toSorted()).toEqual([
      'addReview',
      'cancelOrder',
      'placeOrder',
      'registerUser',
      'restock',
      'updateUser',
    ]);
  });

  it('keeps from clients what only subgraphs ask of each other', () => {
    const types = Object.keys(apiSchema().getTypeMap());
    for (const hidden of [
      'Reservation',
      'ReserveStockInput',
      'ReserveStockResult',
      'StockShortage',
      'Allocation',
    ])
      expect(types).not.toContain(hidden);
  });

  it.each(DOMAINS)('describes every type, field, argument and value of %s', (domain) => {
    const silent: string[] = [];
    const check = (node: { name: { value: string }; description?: unknown }) => {
      // The argument `input` is described by its type.
      if (!node.description && node.name.value !== 'input') silent.push(node.name.value);
    };
    visit(parse(sdlOf(domain)), {
      ObjectTypeDefinition: (node) => {
        if (!['Query', 'Mutation'].includes(node.name.value)) check(node);
      },
      InterfaceTypeDefinition: check,
      UnionTypeDefinition: check,
      EnumTypeDefinition: check,
      EnumValueDefinition: check,
      InputObjectTypeDefinition: check,
      FieldDefinition: check,
      InputValueDefinition: check,
    });
    expect(silent).toEqual([]);
  });
});
