import { GENERATION_MARK, USER_MARK } from './marks.js';

/** The one set of data behind subgraphs and monolith. Every text names generation and user; see marks.ts. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly code: string;
  readonly weight: number;
  readonly price: number;
  readonly badge: string | null;
  readonly inStock: boolean;
  readonly shipping: string;
  readonly maker: Person;
}
export interface Person {
  readonly id: string;
  readonly name: string;
  friends(given: { first: number }): readonly Person[];
  readonly made: readonly Product[];
}

export const PRODUCTS_COUNT = 200;
export const PEOPLE_COUNT = 12;

const MARKS = `${USER_MARK} ${GENERATION_MARK}`;
const BADGE_EVERY = 3;

export const people: readonly Person[] = Array.from({ length: PEOPLE_COUNT }, (_, at): Person => {
  const made: Product[] = [];
  return {
    id: `h${at}`,
    name: `Person ${at} ${MARKS}`,
    friends: ({ first }) =>
      Array.from({ length: Math.min(first, PEOPLE_COUNT) }, (__, n) => personAt(at + n + 1)),
    made,
  };
});

export const products: readonly Product[] = Array.from({ length: PRODUCTS_COUNT }, (_, at): Product => {
  const maker = personAt(at);
  const [code, weight] = [`C${at} ${MARKS}`, 100 + 7 * at];
  const product: Product = {
    id: `p${at}`,
    name: `Product ${at} ${MARKS}`,
    code,
    weight,
    price: 1_000 + 13 * at,
    badge: at % BADGE_EVERY === 0 ? `Badge ${at} ${MARKS}` : null,
    inStock: at % 2 === 0,
    shipping: shippingOf(code, weight),
    maker,
  };
  (maker.made as Product[]).push(product);
  return product;
});

function personAt(at: number): Person {
  const person = people[at % PEOPLE_COUNT];
  if (!person) throw new Error('there are no people');
  return person;
}

export function shippingOf(code: string, weight: number): string {
  return `${code} ships at ${weight} g`;
}

const productsById = new Map(products.map((product) => [product.id, product]));
const peopleById = new Map(people.map((person) => [person.id, person]));
export const productOf = (id: unknown): Product | null => productsById.get(String(id)) ?? null;
export const personOf = (id: unknown): Person | null => peopleById.get(String(id)) ?? null;

/** The root fields, of whatever subgraph has them. */
export const root = {
  product: ({ id }: { id: string }) => productOf(id),
  products: ({ first }: { first: number }) => products.slice(0, first),
  echo: ({ text, number }: { text?: string | null; number?: number | null }) =>
    `${text ?? 'nothing'} ${number ?? 'none'} ${MARKS}`,
  me: people[0] ?? null,
  person: ({ id }: { id: string }) => personOf(id),
  reserve: ({ token, product }: { token: string; product: string }) => ({
    token,
    product: productOf(product),
    by: MARKS,
  }),
};
