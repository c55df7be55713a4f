import { codedError, paginate, type Connection, type PageArguments } from '@kontor/subgraph';
import type { Context } from '../context.js';
import type { Brand, Category, Product } from '../domain/catalogue.js';
import { readSearchTerms } from '../domain/search-terms.js';
import { HIT_KINDS, type Hit } from '../store/search-store.js';

export type SearchResult =
  | ({ __typename: 'Category' } & Category)
  | ({ __typename: 'Brand' } & Brand)
  | ({ __typename: 'Product' } & Product);

/** A page of everything that matches. Throws INPUT_INVALID and CURSOR_INVALID. */
export async function search(
  context: Context,
  { text, ...page }: PageArguments & { text: string },
): Promise<Connection<SearchResult>> {
  const read = readSearchTerms(text);
  if (read.kind === 'invalid') throw codedError('INPUT_INVALID', read.problem);
  const { terms } = read;
  return paginate(page, {
    cursor: {
      shape: ['string', 'string', 'string'],
      of: (result) => [result.__typename, result.name, result.id],
    },
    load: async ({ take, after }) => {
      const hits = await context.stores.search.find({ terms, take, after: after && toHit(after) });
      const results = await Promise.all(hits.map((hit) => loadHit(context, hit)));
      return results.filter((result) => result !== null);
    },
    count: () => context.stores.search.count(terms),
  });
}

function toHit([kindText, name, id]: readonly [kind: string, name: string, id: string]): Hit {
  const kind = HIT_KINDS.find((known) => known === kindText);
  if (!kind) throw codedError('CURSOR_INVALID', 'This cursor does not come from a search.');
  return { kind, name, id };
}

/** One statement per kind, however many hits; null when it went away since it was found. */
async function loadHit({ loaders }: Context, { kind, id }: Hit): Promise<SearchResult | null> {
  switch (kind) {
    case 'Category': {
      const category = await loaders.categoryById.load(id);
      return category && { __typename: kind, ...category };
    }
    case 'Brand': {
      const brand = await loaders.brandById.load(id);
      return brand && { __typename: kind, ...brand };
    }
    case 'Product': {
      const product = await loaders.productById.load(id);
      return product && { __typename: kind, ...product };
    }
  }
}
