import { buildSchema, type GraphQLSchema } from 'graphql';
import { accountsRoot, productsRoot } from '../world/roots.ts';
import { SUBGRAPH_SDL, type SubgraphName } from '../world/schemas.ts';
import { shippingEstimateOf, world } from '../world/world.ts';

export type Source = Readonly<Record<string, unknown>>;

/** What answers operations: what it knows, and how it finds an entity by its representation. */
export interface Service {
  readonly schema: GraphQLSchema;
  readonly root: Source;
  /** By type; null for an entity that there is not. */
  readonly entities: Readonly<Record<string, (representation: Source) => Source | null>>;
}

/** One service of the federated graph. */
export interface Subgraph extends Service {
  readonly name: SubgraphName;
  readonly sdl: string;
}

const users = new Map(world.users.map((user) => [user.id, user]));
const reviews = new Map(world.reviews.map((review) => [review.id, review]));
const products = new Map([...world.products, ...world.catalogue].map((product) => [product.upc, product]));

const userOf = ({ id }: Source) => (users.get(String(id)) ?? null) as Source | null;
const productOf = ({ upc }: Source) => (products.get(String(upc)) ?? null) as Source | null;

/** What another subgraph owns comes with the representation, and only so. */
function stockOf(representation: Source): Source | null {
  const product = productOf(representation);
  if (!product) return null;
  const price = numberOf(representation['price']);
  const weight = numberOf(representation['weight']);
  const { upc, inStock } = product;
  return { upc, inStock, price, weight, shippingEstimate: shippingEstimateOf(price, weight) };
}

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

function subgraph(name: SubgraphName, root: Source, entities: Subgraph['entities']): Subgraph {
  const sdl = SUBGRAPH_SDL[name];
  const schema = federatedSchema(sdl, Object.keys(entities));
  return { name, sdl, schema, root: { ...root, _service: { sdl } }, entities };
}

/** The schema of a subgraph, of SDL in the form of Federation 1. */
export function federatedSchema(sdl: string, entityNames: readonly string[]): GraphQLSchema {
  const rest = `
    scalar _Any
    scalar _FieldSet
    union _Entity = ${entityNames.join(' | ')}
    type _Service { sdl: String }
    extend type Query { _entities(representations: [_Any!]!): [_Entity]! _service: _Service! }
    directive @key(fields: _FieldSet!) repeatable on OBJECT
    directive @external on FIELD_DEFINITION
    directive @requires(fields: _FieldSet!) on FIELD_DEFINITION
    directive @provides(fields: _FieldSet!) on FIELD_DEFINITION`;
  // What Federation 1 extends is defined elsewhere; here it is a type like any other.
  const own = sdl.replaceAll('extend type', 'type') + (/^extend type Query /m.test(sdl) ? '' : 'type Query');
  return buildSchema(own + rest, { assumeValidSDL: true });
}

export const SUBGRAPHS: readonly Subgraph[] = [
  subgraph('accounts', accountsRoot, { User: userOf }),
  subgraph('inventory', {}, { Product: stockOf }),
  subgraph('products', productsRoot, { Product: productOf }),
  subgraph(
    'reviews',
    {},
    {
      User: userOf,
      Product: productOf,
      Review: ({ id }) => (reviews.get(String(id)) ?? null) as Source | null,
    },
  ),
];
