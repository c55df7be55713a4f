import {
  codedError,
  paginate,
  type Connection,
  type CursorValues,
  type PageArguments,
} from '@kontor/subgraph';
import type { Context } from '../context.js';
import type { Product } from '../domain/catalogue.js';
import { findFilterProblem, type ProductFilter } from '../domain/product-filter.js';
import type { ProductCondition, SortField } from '../store/product-store.js';

export type ProductSort = 'NAME' | 'PRICE_LOW_TO_HIGH' | 'PRICE_HIGH_TO_LOW' | 'NEWEST';

type CursorShape = readonly ['string' | 'number' | 'date', 'string'];

interface Sort {
  field: SortField;
  direction: 'asc' | 'desc';
  shape: CursorShape;
}

const SORTS: Readonly<Record<ProductSort, Sort>> = {
  NAME: { field: 'name', direction: 'asc', shape: ['string', 'string'] },
  PRICE_LOW_TO_HIGH: { field: 'priceMinor', direction: 'asc', shape: ['number', 'string'] },
  PRICE_HIGH_TO_LOW: { field: 'priceMinor', direction: 'desc', shape: ['number', 'string'] },
  NEWEST: { field: 'addedAt', direction: 'desc', shape: ['date', 'string'] },
};

/** A page of the catalogue. Throws INPUT_INVALID and CURSOR_INVALID. */
export async function listProducts(
  context: Context,
  { filter, sort, ...page }: PageArguments & { filter: ProductFilter; sort: ProductSort },
): Promise<Connection<Product>> {
  const problem = findFilterProblem(filter);
  if (problem) throw codedError('INPUT_INVALID', problem);
  const { products } = context.stores;
  const condition = await toCondition(context, filter);
  const { field, direction, shape } = SORTS[sort];
  return paginate<Product, CursorShape>(page, {
    cursor: { shape, of: (product): CursorValues<CursorShape> => [product[field], product.id] },
    load: async ({ take, after }) => {
      if (after && !isValueOf(field, after[0]))
        throw codedError('CURSOR_INVALID', 'This cursor does not come from this list.');
      return condition ? products.list({ condition, sort: { field, direction }, take, after }) : [];
    },
    count: async () => (condition ? products.count(condition) : 0),
  });
}

/** A cursor's number may be any number; a price is what fits into its column. */
const isValueOf = (field: SortField, value: string | number | Date): boolean =>
  field !== 'priceMinor' || (typeof value === 'number' && (value | 0) === value);

/** Undefined when nothing can match. With the category's id, not its slug, its indexes serve every sort. */
async function toCondition(
  { loaders }: Context,
  { categorySlug, ...rest }: ProductFilter,
): Promise<ProductCondition | undefined> {
  if (categorySlug == null) return rest;
  const category = await loaders.categoryBySlug.load(categorySlug);
  return category ? { ...rest, categoryId: category.id } : undefined;
}
