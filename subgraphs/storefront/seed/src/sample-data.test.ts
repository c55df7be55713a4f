import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SAMPLE_BRANDS, SAMPLE_CATEGORIES } from './categories-and-brands.js';
import { inChunks } from './chunks.js';
import { SAMPLE_COUNTS } from './counts.js';
import { orderAt, orders, placedOrders } from './orders.js';
import { productAt, products } from './products.js';
import { reviews } from './reviews.js';
import { SAMPLE_WAREHOUSES, stockLevels } from './stock.js';
import { userAt, users } from './users.js';

const allProducts = [...products()];
const allUsers = [...users()];
const allReviews = [...reviews()];
const allOrders = [...orders()];
const allStockLevels = [...stockLevels()];
const productById = new Map(allProducts.map((product) => [product.id, product]));
const userById = new Map(allUsers.map((user) => [user.id, user]));

/** In one loop: an expectation each would take seconds. */
const firstWrong = <T>(items: readonly T[], isRight: (item: T) => boolean): T | undefined =>
  items.find((item) => !isRight(item));
const distinct = (values: readonly unknown[]): number => new Set(values).size;

describe('the sample data', () => {
  it('is the same everywhere and for ever', () => {
    const hash = createHash('sha256');
    for (const part of [
      SAMPLE_CATEGORIES,
      SAMPLE_BRANDS,
      SAMPLE_WAREHOUSES,
      allProducts,
      allUsers,
      allReviews,
      allOrders,
      allStockLevels,
    ])
      for (const row of part) hash.update(JSON.stringify(row)).update('\n');
    // A change here changes what everybody sees who starts anew: it should be meant.
    expect(hash.digest('hex')).toBe('6348f21441137929532c5c818f687cd83db412aa4233cf5286e4757c17dc4eda');
  });

  it('can be drawn record by record, in any order', () => {
    expect(productAt(4_711)).toEqual(allProducts[4_711]);
    expect(userAt(4_711)).toEqual(allUsers[4_711]);
    expect(orderAt(4_711)).toEqual(allOrders[4_711]);
  });

  it('has as much of each as it says', () => {
    expect({
      products: allProducts.length,
      users: allUsers.length,
      reviews: allReviews.length,
      orders: allOrders.length,
    }).toEqual(SAMPLE_COUNTS);
  });

  it('gives nothing twice that must be there once', () => {
    expect(distinct(allProducts.map(({ id }) => id))).toBe(allProducts.length);
    expect(distinct(allProducts.map(({ sku }) => sku))).toBe(allProducts.length);
    expect(distinct(allProducts.map(({ name }) => name))).toBe(allProducts.length);
    expect(distinct(allUsers.map(({ id }) => id))).toBe(allUsers.length);
    expect(distinct(allUsers.map(({ handle }) => handle))).toBe(allUsers.length);
    expect(distinct(allUsers.map(({ email }) => email))).toBe(allUsers.length);
    expect(distinct(allReviews.map(({ id }) => id))).toBe(allReviews.length);
    expect(distinct(allReviews.map(({ productId, authorId }) => `${productId} ${authorId}`))).toBe(
      allReviews.length,
    );
    expect(distinct(allOrders.map(({ id }) => id))).toBe(allOrders.length);
    expect(distinct(allOrders.map(({ serial }) => serial))).toBe(allOrders.length);
    expect(
      distinct(allStockLevels.map(({ productId, warehouseCode }) => `${productId} ${warehouseCode}`)),
    ).toBe(allStockLevels.length);
  });
});

describe('references', () => {
  it('of products lead to categories and brands', () => {
    const categories = new Set(SAMPLE_CATEGORIES.map(({ id }) => id));
    const brands = new Set(SAMPLE_BRANDS.map(({ id }) => id));
    expect(
      firstWrong(allProducts, ({ categoryId, brandId }) => categories.has(categoryId) && brands.has(brandId)),
    ).toBeUndefined();
  });

  it('of reviews lead to products and users who were there before, with their handles', () => {
    expect(
      firstWrong(allReviews, ({ productId, authorId, authorHandle, createdAt }) => {
        const product = productById.get(productId);
        const author = userById.get(authorId);
        return (
          product !== undefined &&
          author?.handle === authorHandle &&
          product.addedAt <= createdAt &&
          author.registeredAt <= createdAt
        );
      }),
    ).toBeUndefined();
  });

  it('of orders lead to products and buyers who were there before, at list prices', () => {
    expect(
      firstWrong(allOrders, ({ buyerId, placedAt, lines }) => {
        const buyer = userById.get(buyerId);
        return (
          buyer !== undefined &&
          buyer.registeredAt <= placedAt &&
          lines.every(({ productId, sku, unitPriceMinor }) => {
            const product = productById.get(productId);
            return (
              product?.sku === sku && product.priceMinor === unitPriceMinor && product.addedAt <= placedAt
            );
          })
        );
      }),
    ).toBeUndefined();
  });

  it('of orders lead to warehouses that keep the product', () => {
    const kept = new Set(
      allStockLevels.map(({ productId, warehouseCode }) => `${productId} ${warehouseCode}`),
    );
    expect(
      firstWrong(allOrders, ({ lines }) =>
        lines.every(({ productId, shipsFrom }) =>
          shipsFrom.every((code) => kept.has(`${productId} ${code}`)),
        ),
      ),
    ).toBeUndefined();
    expect(distinct(allStockLevels.map(({ productId }) => productId))).toBe(allProducts.length);
  });
});

describe('figures', () => {
  it('are those of a shop', () => {
    expect(
      firstWrong(allProducts, ({ priceMinor }) => priceMinor >= 195 && priceMinor <= 149_000),
    ).toBeUndefined();
    expect(
      firstWrong(allProducts, ({ weightGrams }) => weightGrams > 0 && weightGrams < 100_000),
    ).toBeUndefined();
    expect(firstWrong(allProducts, ({ media }) => media.length >= 1 && media.length <= 4)).toBeUndefined();
    expect(firstWrong(allOrders, ({ lines }) => lines.length >= 1 && lines.length <= 5)).toBeUndefined();
    expect(
      firstWrong(allStockLevels, ({ onHand }) => Number.isInteger(onHand) && onHand >= 0),
    ).toBeUndefined();
  });

  it('of ratings lean to the good ones', () => {
    const share = (rating: number) =>
      allReviews.filter((review) => review.rating === rating).length / allReviews.length;
    expect(share(5)).toBeCloseTo(0.48, 1);
    expect(share(1)).toBeCloseTo(0.05, 1);
    expect(share(5)).toBeGreaterThan(share(4));
    expect(share(4)).toBeGreaterThan(share(3));
  });

  it('of popularity differ: few products have many reviews', () => {
    const counts = [...Map.groupBy(allReviews, ({ productId }) => productId).values()].map(
      (found) => found.length,
    );
    expect(Math.max(...counts)).toBeGreaterThan(100);
    expect(counts.length).toBeGreaterThan(9_000);
  });

  it('of orders rise with time, and the latest are not sent yet', () => {
    expect(
      firstWrong(
        allOrders.slice(1),
        ({ serial, placedAt }) => (allOrders[serial - 2]?.placedAt ?? placedAt) <= placedAt,
      ),
    ).toBeUndefined();
    const placed = [...placedOrders()];
    expect(placed).toEqual(allOrders.slice(-placed.length));
    expect(allOrders.filter(({ status }) => status === 'PLACED')).toEqual(placed);
  });

  it('leave no template unfilled', () => {
    expect(
      firstWrong(allReviews, ({ title, body }) => !/[{}]|undefined| {2}/.test(title + body)),
    ).toBeUndefined();
    expect(
      firstWrong(allProducts, ({ name, description }) => !/[{}]|undefined| {2}/.test(name + description)),
    ).toBeUndefined();
  });
});

describe('inChunks', () => {
  it('hands over everything once, in order', () => {
    expect([...inChunks([1, 2, 3, 4, 5], 2)]).toEqual([[1, 2], [3, 4], [5]]);
    expect([...inChunks([1, 2], 2)]).toEqual([[1, 2]]);
    expect([...inChunks([], 2)]).toEqual([]);
  });
});
