/**
 * The one set of data behind the subgraphs and behind the monolith that says what is right.
 *
 * Its sizes are those of the public benchmark of GraphQL gateways (6 users, 9 products, 11 reviews of 143 to 844
 * characters, every review by the first user, every user with the first two reviews); its texts are invented. A
 * catalogue of 1,000 further products is for the wide workload.
 */
import { randomOf, textOf, word } from './text.ts';

export interface User {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly birthday: number;
  readonly reviews: readonly Review[];
}
export interface Product {
  readonly upc: string;
  readonly name: string;
  readonly price: number;
  readonly weight: number;
  readonly inStock: boolean;
  readonly shippingEstimate: number;
  readonly reviews: readonly Review[];
}
export interface Review {
  readonly id: string;
  readonly body: string;
  readonly product: Product;
  readonly author: User;
}

export const CATALOGUE_SIZE = 1_000;
const REVIEWS_PER_USER = 2;
const EXPENSIVE = 1_000;

const USER_NAMES = [
  ['Ada Winterfield', 'adawin'],
  ['Bruno Okafor', 'brunook'],
  ['Carmen Lindqvist', 'carmlind'],
  ['Deniz Aksoylu', 'denizak'],
  ['Elif Marchetti', 'elifmarch'],
  ['Farid Haverkamp', 'faridh'],
] as const;
/** Name, price, weight, in stock. */
const PRODUCTS = [
  ['Table', 899, 100, true],
  ['Couch', 1_299, 1_000, false],
  ['Glass', 54, 50, true],
  ['Chair', 549, 100, false],
  ['Shelf', 1_799, 900, true],
  ['Lamps', 159, 300, true],
  ['Grill', 3_999, 2_000, true],
  ['Fridge', 100_000, 6_000, false],
  ['Sofas', 9_999, 800, true],
] as const;
/** Which product a review is about (counted from 0), and how long it is. */
const REVIEWS = [
  [0, 445],
  [0, 290],
  [0, 276],
  [0, 143],
  [1, 445],
  [1, 290],
  [1, 276],
  [1, 143],
  [2, 143],
  [3, 143],
  [3, 844],
] as const;

/** Dearer things are sent for nothing; null when what it is computed from is missing. */
export function shippingEstimateOf(price: number | null, weight: number | null): number | null {
  if (price === null) return null;
  if (price > EXPENSIVE) return 0;
  return weight === null ? null : Math.floor(weight / 2);
}

export interface World {
  readonly users: readonly User[];
  readonly products: readonly Product[];
  readonly catalogue: readonly Product[];
  readonly reviews: readonly Review[];
}

export const world: World = createWorld();

function createWorld(): World {
  const reviews: Review[] = [];
  const firstReviews: Review[] = [];
  const users = USER_NAMES.map(([name, username], at): User => ({
    id: String(at + 1),
    name,
    username,
    birthday: 631_152_000 + at * 86_400,
    reviews: firstReviews,
  }));
  const about = PRODUCTS.map((): Review[] => []);
  const products = PRODUCTS.map(([name, price, weight, inStock], at) =>
    productOf(String(at + 1), { name, price, weight, inStock }, about[at] ?? []),
  );
  for (const [at, [productAt, length]] of REVIEWS.entries()) {
    const product = products[productAt];
    const author = users[0];
    if (!product || !author) throw new Error(`review ${at} is about a product that there is not`);
    const review: Review = { id: String(at + 1), body: textOf(at + 1, length), product, author };
    reviews.push(review);
    about[productAt]?.push(review);
  }
  firstReviews.push(...reviews.slice(0, REVIEWS_PER_USER));
  return { users, products, reviews, catalogue: createCatalogue() };
}

function createCatalogue(): Product[] {
  const random = randomOf(2026);
  return Array.from({ length: CATALOGUE_SIZE }, (_, at) => {
    const name = word(random).slice(0, 7);
    const price = 10 + random(1_980);
    return productOf(`c${at + 1}`, { name, price, weight: 10 + random(890), inStock: random(2) === 0 }, []);
  });
}

function productOf(
  upc: string,
  facts: Pick<Product, 'name' | 'price' | 'weight' | 'inStock'>,
  reviews: readonly Review[],
): Product {
  const shippingEstimate = shippingEstimateOf(facts.price, facts.weight) ?? 0;
  return { upc, ...facts, shippingEstimate, reviews };
}
