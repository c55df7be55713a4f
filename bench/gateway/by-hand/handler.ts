import type { SubgraphName } from '../world/schemas.ts';
import { bodyOf, bodyWriter } from './bodies.ts';
import type { LeanClient } from './lean-client.ts';

export type Clients = Readonly<Record<SubgraphName, LeanClient>>;
/** The JSON of the whole answer. */
export type Handler = (clients: Clients, authorization: string) => Promise<string>;

const ME = bodyOf('{me{id name username}}');

export const tiny: Handler = async (clients, authorization) => {
  const { me } = await clients.accounts.fetch<{ me: unknown }>(ME, authorization);
  return JSON.stringify({ data: { me } });
};

interface Item {
  readonly upc: string;
  readonly name: string;
  readonly price: number;
  readonly weight: number;
}
interface Stock {
  readonly inStock: boolean;
  readonly shippingEstimate: number;
}

const CATALOGUE = bodyOf('{catalogue{upc name price weight}}');
const stockBody = bodyWriter(
  'query($r:[_Any!]!){_entities(representations:$r){...on Product{inStock shippingEstimate}}}',
);

export const wide: Handler = async (clients, authorization) => {
  const { catalogue } = await clients.products.fetch<{ catalogue: Item[] }>(CATALOGUE, authorization);
  let reps = '';
  for (const { upc, price, weight } of catalogue)
    reps += `${reps === '' ? '' : ','}{"__typename":"Product","upc":"${upc}","price":${price},"weight":${weight}}`;
  const { _entities } = await clients.inventory.fetch<{ _entities: Stock[] }>(
    stockBody(`"r":[${reps}]`),
    authorization,
  );
  const items = catalogue.map(({ upc, name, price, weight }, at) => {
    const stock = _entities[at];
    return { upc, name, price, weight, inStock: stock?.inStock, shippingEstimate: stock?.shippingEstimate };
  });
  return JSON.stringify({ data: { catalogue: items } });
};
