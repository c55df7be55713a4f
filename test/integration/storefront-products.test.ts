import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PAGE_INFO, startDomain, walk, type RunningSubgraph } from './storefront-harness.js';

let products: RunningSubgraph;

const CATEGORIES = ['chairs', 'tables', 'lighting'];
/** Product `at`: every third one of a category, prices and days that repeat, so that ties must be broken. */
const PRODUCTS = Array.from({ length: 30 }, (_, at) => ({
  id: `prd_${String(at).padStart(2, '0')}`,
  sku: `SKU-${at}`,
  name: `${['Oak', 'Ash', 'Elm'][at % 3]} ${['Table', 'Chair'][at % 2]}`,
  priceMinor: 1_000 * (at % 5),
  category: `cat_${at % 3}`,
  brand: `brd_${at % 2}`,
  addedAt: `2025-01-0${1 + (at % 7)}T00:00:00.001Z`,
}));

beforeAll(async () => {
  products = await startDomain('products');
  for (const [at, slug] of CATEGORIES.entries())
    await products.sql('INSERT INTO categories (id, slug, name) VALUES ($1, $2, $3)', [
      `cat_${at}`,
      slug,
      slug,
    ]);
  for (const [at, name] of ['Tableau', 'Nordlicht'].entries())
    await products.sql(`INSERT INTO brands (id, name, country) VALUES ($1, $2, 'DE')`, [`brd_${at}`, name]);
  for (const { id, sku, name, priceMinor, category, brand, addedAt } of PRODUCTS)
    await products.sql(
      `INSERT INTO products (id, sku, name, description, price_minor, currency, weight_grams, category_id, brand_id, added_at, search_text)
       VALUES ($1, $2, $3, 'Nice.', $4, 'EUR', 1500, $5, $6, $7, $3 || ' ' || $2)`,
      [id, sku, name, priceMinor, category, brand, addedAt],
    );
  await products.sql(
    `INSERT INTO product_media (product_id, position, kind, url, alt_text, width, height) VALUES ('prd_00', 1, 'IMAGE', 'https://x/1', 'A table', 4, 3)`,
  );
  await products.sql(
    `INSERT INTO product_media (product_id, position, kind, url, alt_text, duration_seconds, poster_url) VALUES ('prd_00', 2, 'VIDEO', 'https://x/2', 'The same', 9, 'https://x/3')`,
  );
});
beforeEach(() => void products.takeSql());
afterAll(() => products.close());

describe('a product', () => {
  it('is found by id and by sku in any case, with all that belongs to it, one statement per type', async () => {
    const { data } = await products.ask(`{
      product(id: "prd_00") {
        sku name description price { amountMinor currency } weightGrams addedAt
        category { slug } brand { name }
        media { __typename url altText ... on Image { width height } ... on Video { durationSeconds posterUrl } }
      }
    }`);
    expect(data.product).toEqual({
      sku: 'SKU-0',
      name: 'Oak Table',
      description: 'Nice.',
      price: { amountMinor: 0, currency: 'EUR' },
      weightGrams: 1500,
      addedAt: '2025-01-01T00:00:00.001Z',
      category: { slug: 'chairs' },
      brand: { name: 'Tableau' },
      media: [
        { __typename: 'Image', url: 'https://x/1', altText: 'A table', width: 4, height: 3 },
        {
          __typename: 'Video',
          url: 'https://x/2',
          altText: 'The same',
          durationSeconds: 9,
          posterUrl: 'https://x/3',
        },
      ],
    });
    expect(products.takeSql()).toHaveLength(4);
    expect((await products.ask('{ productBySku(sku: "sku-7") { id } }')).data.productBySku).toEqual({
      id: 'prd_07',
    });
    expect((await products.ask('{ product(id: "?") { id } }')).data.product).toBeNull();
  });

  it('costs one statement per type, however many are listed', async () => {
    const { data } = await products.ask(
      '{ products(first: 30) { edges { node { name category { name } brand { name } media { url } } } } }',
    );
    expect(data.products.edges).toHaveLength(30);
    expect(products.takeSql()).toHaveLength(4);
  });
});

describe('entities', () => {
  it.each([
    ['Product', { id: 'prd_03' }, { id: 'nothing' }, 'sku', 'SKU-3'],
    ['Product', { sku: 'SKU-3' }, { sku: 'nothing' }, 'id', 'prd_03'],
    ['Category', { id: 'cat_1' }, { id: 'nothing' }, 'slug', 'tables'],
    ['Category', { slug: 'tables' }, { slug: 'nothing' }, 'id', 'cat_1'],
    ['Brand', { id: 'brd_1' }, { id: 'nothing' }, 'name', 'Nordlicht'],
  ])('%s by %j', async (type, key, unknownKey, field, value) => {
    const { data } = await products.entities(`... on ${type} { ${field} }`, [
      { __typename: type, ...key },
      { __typename: type, ...unknownKey },
      { __typename: type, ...key },
    ]);
    const entity = { __typename: type, [field]: value };
    expect(data._entities).toEqual([entity, null, entity]);
    expect(products.takeSql()).toHaveLength(1);
  });
});

describe('the catalogue', () => {
  const LIST = `query ($first: Int!, $after: String, $sort: ProductSort!, $filter: ProductFilter) {
    products(first: $first, after: $after, sort: $sort, filter: $filter) { edges { cursor node { id } } ${PAGE_INFO} }
  }`;
  const idsOf = async (sort: string, first: number, filter: object | null = null) =>
    (
      await walk<{ id: string }>(
        async (pageSize, after) =>
          (await products.ask(LIST, { first: pageSize, after, sort, filter })).data.products,
        first,
      )
    ).map(({ id }) => id);
  const expectedIds = async (orderBy: string, where = 'true') =>
    (await products.sql<{ id: string }>(`SELECT id FROM products WHERE ${where} ORDER BY ${orderBy}`)).map(
      ({ id }) => id,
    );

  describe.each([
    ['NAME', 'name, id'],
    ['PRICE_LOW_TO_HIGH', 'price_minor, id'],
    ['PRICE_HIGH_TO_LOW', 'price_minor DESC, id DESC'],
    ['NEWEST', 'added_at DESC, id DESC'],
  ])('sorted by %s', (sort, orderBy) => {
    it.each([1, 4, 7, 30, 100])('gives each product once in pages of %i', async (first) => {
      expect(await idsOf(sort, first)).toEqual(await expectedIds(orderBy));
    });

    it('gives each product of a category once', async () => {
      expect(await idsOf(sort, 3, { categorySlug: 'tables' })).toEqual(
        await expectedIds(orderBy, `category_id = 'cat_1'`),
      );
    });
  });

  it('filters by all conditions at once', async () => {
    const filter = { categorySlug: 'tables', brandId: 'brd_0', priceMinorMin: 1_000, priceMinorMax: 3_000 };
    const where = `category_id = 'cat_1' AND brand_id = 'brd_0' AND price_minor BETWEEN 1000 AND 3000`;
    const expected = await expectedIds('name, id', where);
    expect(expected.length).toBeGreaterThan(1);
    expect(await idsOf('NAME', 2, filter)).toEqual(expected);
    const { data } = await products.ask('query ($f: ProductFilter) { products(filter: $f) { totalCount } }', {
      f: filter,
    });
    expect(data.products.totalCount).toBe(expected.length);
  });

  it('finds nothing in a category that is not there', async () => {
    const { data } = await products.ask(
      '{ products(filter: { categorySlug: "cars" }) { totalCount edges { node { id } } } }',
    );
    expect(data.products).toEqual({ totalCount: 0, edges: [] });
  });

  it('stays right while products come and go', async () => {
    const before = await idsOf('NAME', 5);
    const page = (after: string | null) =>
      products.ask(LIST, { first: 5, after, sort: 'NAME', filter: null }).then(({ data }) => data.products);
    const first = await page(null);
    await products.sql(
      `INSERT INTO products SELECT 'prd_new', 'NEW', 'Aaa', description, 1, currency, 1, category_id, brand_id, added_at, '' FROM products LIMIT 1`,
    );
    const second = await page(first.pageInfo.endCursor);
    await products.sql(`DELETE FROM products WHERE id = 'prd_new'`);
    expect(second.edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual(before.slice(5, 10));
  });

  it('refuses what cannot be', async () => {
    const list = (filter: object) => products.codeOf(LIST, { first: 1, sort: 'NAME', filter });
    expect(await list({ priceMinorMin: -1 })).toBe('INPUT_INVALID');
    expect(await list({ priceMinorMin: 2, priceMinorMax: 1 })).toBe('INPUT_INVALID');
    const { data } = await products.ask(LIST, { first: 1, sort: 'NAME', filter: null });
    const after = data.products.pageInfo.endCursor as string;
    expect(await products.codeOf(LIST, { first: 1, after, sort: 'NEWEST', filter: null })).toBe(
      'CURSOR_INVALID',
    );
    expect(await products.codeOf(LIST, { first: 1, after, sort: 'PRICE_LOW_TO_HIGH', filter: null })).toBe(
      'CURSOR_INVALID',
    );
    const forged = Buffer.from(JSON.stringify([1e300, 'x'])).toString('base64url');
    expect(
      await products.codeOf(LIST, { first: 1, after: forged, sort: 'PRICE_LOW_TO_HIGH', filter: null }),
    ).toBe('CURSOR_INVALID');
  });

  it('has an index for every sort, alone and inside a category', async () => {
    for (const [sort, column] of [
      ['NAME', 'name'],
      ['PRICE_HIGH_TO_LOW', 'price_minor'],
      ['NEWEST', 'added_at'],
    ]) {
      await products.ask(LIST, { first: 2, sort, filter: null });
      await products.ask(LIST, { first: 2, sort, filter: { categorySlug: 'tables' } });
      const [all = '', , inCategory = ''] = products.takeSql();
      expect(await products.planWithout(['seqscan', 'sort'], all.replace(/LIMIT.*/, ''))).toContain(
        `products_${column}_id_idx`,
      );
      expect(await products.planWithout(['seqscan', 'sort'], inCategory.replace(/LIMIT.*/, ''))).toContain(
        `products_category_id_${column}_id_idx`,
      );
    }
  });
});

describe.each([
  ['categories', 'category(slug: "tables")', 'Category', `category_id`, ['cat_0', 'cat_1', 'cat_2']],
  ['brands', 'brand(id: "brd_1")', 'Brand', `brand_id`, ['brd_0', 'brd_1']],
])('the products of %s', (list, one, type, column, ids) => {
  it('come once each, page by page', async () => {
    const field = one.split('(')[0] ?? '';
    const nodes = await walk<{ id: string }>(
      async (first, after) =>
        (
          await products.ask(
            `query ($first: Int!, $after: String) { ${one} { products(first: $first, after: $after) { edges { cursor node { id } } ${PAGE_INFO} } } }`,
            { first, after },
          )
        ).data[field].products,
      4,
    );
    const parent = column === 'category_id' ? 'cat_1' : 'brd_1';
    expect(nodes).toEqual(
      await products.sql(`SELECT id FROM products WHERE ${column} = $1 ORDER BY name, id`, [parent]),
    );
  });

  it('come for all of them in one statement, whatever the pages asked for', async () => {
    const { data } = await products.entities(
      `... on ${type} { few: products(first: 2) { edges { node { id } } pageInfo { hasNextPage } } more: products(first: 4) { edges { node { id } } } }`,
      ids.map((id) => ({ __typename: type, id })),
    );
    // One for the parents, one for all pages of all of them.
    expect(products.takeSql()).toHaveLength(2);
    for (const [at, id] of ids.entries()) {
      const expected = await products.sql<{ id: string }>(
        `SELECT id FROM products WHERE ${column} = $1 ORDER BY name, id LIMIT 4`,
        [id],
      );
      const { few, more } = data._entities[at];
      expect(more.edges.map(({ node }: { node: object }) => node)).toEqual(expected);
      expect(few.edges.map(({ node }: { node: object }) => node)).toEqual(expected.slice(0, 2));
      expect(few.pageInfo.hasNextPage).toBe(true);
    }
  });

  it('are counted only when asked, for all of them in one statement', async () => {
    const { data } = await products.ask(
      `{ ${list} { totalCount edges { node { products(first: 1) { totalCount } } } } }`,
    );
    expect(data[list].totalCount).toBe(ids.length);
    const total = data[list].edges.reduce(
      (sum: number, { node }: { node: { products: { totalCount: number } } }) =>
        sum + node.products.totalCount,
      0,
    );
    expect(total).toBe(PRODUCTS.length);
    expect(products.takeSql()).toHaveLength(4);
  });
});

describe('a search', () => {
  const SEARCH = `query ($text: String!, $first: Int!, $after: String) {
    search(text: $text, first: $first, after: $after) {
      totalCount
      edges { cursor node { __typename ... on Category { name } ... on Brand { name } ... on Product { id name price { amountMinor } } } }
      ${PAGE_INFO}
    }
  }`;
  interface Hit {
    __typename: string;
    name: string;
    id?: string;
  }
  const hitsOf = (text: string, first: number) =>
    walk<Hit>(
      async (pageSize, after) => (await products.ask(SEARCH, { text, first: pageSize, after })).data.search,
      first,
    );

  it.each([1, 3, 100])('gives categories, brands and products, each once, in pages of %i', async (first) => {
    const hits = await hitsOf('TABLE', first);
    expect(hits.slice(0, 2).map(({ __typename, name }) => [__typename, name])).toEqual([
      ['Category', 'tables'],
      ['Brand', 'Tableau'],
    ]);
    const expected = await products.sql(
      `SELECT id FROM products WHERE name LIKE '% Table' ORDER BY name, id`,
    );
    expect(hits.slice(2).map(({ id }) => ({ id }))).toEqual(expected);
    expect(hits.slice(2).every(({ __typename }) => __typename === 'Product')).toBe(true);
  });

  it('wants all words, each by its beginning, in any order and case', async () => {
    const names = (await hitsOf('tAb oa', 100)).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names)).toEqual(new Set(['Oak Table']));
    expect(await hitsOf('oak nothing', 100)).toEqual([]);
  });

  it('takes nothing for an operator', async () => {
    for (const text of [`oak' & tab`, 'oak:*|tab', '!oak (tab', 'oak\\tab'])
      expect((await hitsOf(text, 100)).every(({ name }) => name === 'Oak Table')).toBe(true);
  });

  it('costs one statement, one per kind found, and one more to count', async () => {
    const { data } = await products.ask(SEARCH, { text: 'table', first: 5, after: null });
    expect(data.search.totalCount).toBe(17);
    expect(products.takeSql()).toHaveLength(5);
  });

  it('is served by the indexes', async () => {
    await products.ask(SEARCH.replace('totalCount', ''), { text: 'table', first: 5, after: null });
    const plan = await products.planWithout(
      ['seqscan', 'indexscan'],
      (products.takeSql()[0] ?? '').replaceAll(/> \(\$\d/g, '> (1'),
    );
    for (const index of ['products_search_idx', 'brands_search_idx', 'categories_search_idx'])
      expect(plan).toContain(index);
  });

  it('refuses what is no search', async () => {
    const search = (variables: object) => products.codeOf(SEARCH, { text: 'oak', first: 1, ...variables });
    expect(await search({ text: ' & ' })).toBe('INPUT_INVALID');
    expect(await search({ text: 'x'.repeat(201) })).toBe('INPUT_INVALID');
    expect(await search({ first: 101 })).toBe('INPUT_INVALID');
    const forged = Buffer.from(JSON.stringify(['User', 'x', 'y'])).toString('base64url');
    expect(await search({ after: forged })).toBe('CURSOR_INVALID');
  });
});
