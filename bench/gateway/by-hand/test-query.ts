/**
 * The operation of the headline as a person would program it: seven fetches in four waves, each entity asked for once.
 *
 *   1. users (accounts), topProducts (products)
 *   2. reviews of both, with all that reviews knows below (reviews, two aliases); stock of topProducts (inventory)
 *   3. names of authors (accounts); name, price and weight of reviewed products (products)
 *   4. stock of reviewed products (inventory)
 */
import { bodyOf, bodyWriter, representations } from './bodies.ts';
import type { Clients, Handler } from './handler.ts';

interface User {
  readonly id: string;
  readonly username: string;
  name: string;
  readonly reviews: readonly Review[];
}
interface Product {
  readonly upc: string;
  name: string;
  price: number;
  weight: number;
  inStock: boolean;
  shippingEstimate: number;
  readonly reviews: readonly Review[];
}
interface Review {
  readonly id: string;
  readonly body: string;
  readonly product: Product;
  readonly author: User;
}
interface Entities<Entity> {
  readonly _entities: readonly Entity[];
}

const USERS = bodyOf('{users{id username name}}');
const TOP_PRODUCTS = bodyOf('{topProducts{upc name price weight}}');
const reviewsBody = bodyWriter(
  `query($u:[_Any!]!,$p:[_Any!]!){
    users:_entities(representations:$u){...on User{reviews{id body product{upc reviews{...Deep}}}}}
    products:_entities(representations:$p){...on Product{reviews{...Deep}}}
  } fragment Deep on Review{id body author{id username reviews{id body product{upc}}}}`,
);
const namesBody = bodyWriter('query($r:[_Any!]!){_entities(representations:$r){...on User{name}}}');
const productsBody = bodyWriter(
  'query($r:[_Any!]!){_entities(representations:$r){...on Product{name price weight}}}',
);
const stockBody = bodyWriter(
  'query($r:[_Any!]!){_entities(representations:$r){...on Product{inStock shippingEstimate}}}',
);

const userKey = ({ id }: User): string => `{"__typename":"User","id":${JSON.stringify(id)}}`;
const productKey = ({ upc }: Product): string => `{"__typename":"Product","upc":${JSON.stringify(upc)}}`;
const priced = ({ upc, price, weight }: Product): string =>
  `{"__typename":"Product","upc":${JSON.stringify(upc)},"price":${price},"weight":${weight}}`;

export const testQuery: Handler = async (clients, authorization) => {
  const [{ users }, { topProducts }] = await Promise.all([
    clients.accounts.fetch<{ users: User[] }>(USERS, authorization),
    clients.products.fetch<{ topProducts: Product[] }>(TOP_PRODUCTS, authorization),
  ]);
  const userReps = `"u":[${users.map(userKey).join(',')}]`;
  const productReps = `"p":[${topProducts.map(productKey).join(',')}]`;
  const top = new Map(topProducts.map((product) => [product.upc, product]));
  const [reviewed] = await Promise.all([
    clients.reviews.fetch<{ users: User[]; products: Product[] }>(
      reviewsBody(`${userReps},${productReps}`),
      authorization,
    ),
    fetchStock(clients, authorization, top),
  ]);
  const known = collectBelow(reviewed.users, reviewed.products);
  await Promise.all([
    fetchNames(clients, authorization, known.authors),
    fetchProducts(clients, authorization, known.products).then(() =>
      fetchStock(clients, authorization, known.products),
    ),
  ]);
  return JSON.stringify({
    data: {
      users: users.map(({ id, username, name }, at) => ({
        id,
        username,
        name,
        reviews: reviewed.users[at]?.reviews.map(({ id: reviewId, body, product }) => ({
          id: reviewId,
          body,
          product: {
            ...shallowProduct(known, product),
            reviews: product.reviews.map((review) => deep(known, review)),
          },
        })),
      })),
      topProducts: topProducts.map((product, at) => ({
        ...facts(product),
        reviews: reviewed.products[at]?.reviews.map((review) => deep(known, review)),
      })),
    },
  });
};

interface Known {
  readonly authors: Map<string, User>;
  readonly products: Map<string, Product>;
}

/** Every author and every reviewed product once. */
function collectBelow(users: readonly User[], products: readonly Product[]): Known {
  const known: Known = { authors: new Map(), products: new Map() };
  const addDeep = ({ author }: Review): void => {
    if (!known.authors.has(author.id)) known.authors.set(author.id, author);
    for (const { product } of author.reviews)
      if (!known.products.has(product.upc)) known.products.set(product.upc, product);
  };
  for (const { reviews } of users)
    for (const { product } of reviews) {
      if (!known.products.has(product.upc)) known.products.set(product.upc, product);
      product.reviews.forEach(addDeep);
    }
  for (const { reviews } of products) reviews.forEach(addDeep);
  return known;
}

async function fetchNames(
  clients: Clients,
  authorization: string,
  authors: Map<string, User>,
): Promise<void> {
  const body = namesBody(`"r":${representations(authors, userKey)}`);
  const { _entities } = await clients.accounts.fetch<Entities<User>>(body, authorization);
  let at = 0;
  for (const author of authors.values()) author.name = _entities[at++]?.name ?? '';
}

async function fetchProducts(
  clients: Clients,
  authorization: string,
  products: Map<string, Product>,
): Promise<void> {
  const body = productsBody(`"r":${representations(products, productKey)}`);
  const { _entities } = await clients.products.fetch<Entities<Product>>(body, authorization);
  let at = 0;
  for (const product of products.values()) Object.assign(product, _entities[at++]);
}

async function fetchStock(
  clients: Clients,
  authorization: string,
  products: Map<string, Product>,
): Promise<void> {
  const body = stockBody(`"r":${representations(products, priced)}`);
  const { _entities } = await clients.inventory.fetch<Entities<Product>>(body, authorization);
  let at = 0;
  for (const product of products.values()) Object.assign(product, _entities[at++]);
}

const facts = ({ inStock, name, price, shippingEstimate, upc, weight }: Product) => ({
  inStock,
  name,
  price,
  shippingEstimate,
  upc,
  weight,
});

const shallowProduct = (known: Known, { upc }: Product) => {
  const product = known.products.get(upc);
  if (!product) throw new Error(`no product ${upc}`);
  return facts(product);
};

function deep(known: Known, { id, body, author }: Review): object {
  return {
    id,
    body,
    author: {
      id: author.id,
      username: author.username,
      name: known.authors.get(author.id)?.name,
      reviews: author.reviews.map((review) => ({
        id: review.id,
        body: review.body,
        product: shallowProduct(known, review.product),
      })),
    },
  };
}
