import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PAGE_INFO, startDomain, walk, type RunningSubgraph } from './storefront-harness.js';

let accounts: RunningSubgraph;
let products: RunningSubgraph;
let reviews: RunningSubgraph;

/** Review `at`: by one of 5 users about one of 6 products; several were written in the same millisecond. */
const REVIEWS = Array.from({ length: 30 }, (_, at) => ({
  id: `rev_${String(at).padStart(2, '0')}`,
  productId: `prd_${at % 6}`,
  authorId: `usr_${at % 5}`,
  rating: 1 + (at % 4),
  createdAt: `2025-03-01T00:00:00.00${at % 8}Z`,
}));

beforeAll(async () => {
  [accounts, products] = await Promise.all([startDomain('accounts'), startDomain('products')]);
  for (let at = 0; at < 8; at++)
    await accounts.sql(
      `INSERT INTO users (id, handle, name, email, country, registered_at) VALUES ($1, $2, $1, $1, 'DE', now())`,
      [`usr_${at}`, `handle-${at}`],
    );
  await products.sql(`INSERT INTO categories VALUES ('cat', 'cat', 'Cat')`);
  await products.sql(`INSERT INTO brands VALUES ('brd', 'Brd', 'DE')`);
  await products.sql(
    `INSERT INTO products VALUES ('prd_0', 'SKU-0', 'Lamp', '', 100, 'EUR', 1, 'cat', 'brd', now(), '')`,
  );
  reviews = await startDomain('reviews', {
    upstreams: { accountsUrl: accounts.url, productsUrl: products.url },
  });
  for (const { id, productId, authorId, rating, createdAt } of REVIEWS)
    await reviews.sql(`INSERT INTO reviews VALUES ($1, $2, $3, $3 || '-handle', $4, 'Title', 'Body', $5)`, [
      id,
      productId,
      authorId,
      rating,
      createdAt,
    ]);
});
beforeEach(() => void reviews.takeSql());
afterAll(() => Promise.all([accounts.close(), products.close(), reviews.close()]));

const idsIn = (connection: { edges: { node: { id: string } }[] }) =>
  connection.edges.map(({ node }) => node.id);
const expectedIds = async (where: string) =>
  (
    await reviews.sql<{ id: string }>(
      `SELECT id FROM reviews WHERE ${where} ORDER BY created_at DESC, id DESC`,
    )
  ).map(({ id }) => id);

describe('a review', () => {
  it('says what it is about and by whom, handle included, in one statement', async () => {
    const { data } = await reviews.ask(
      '{ review(id: "rev_07") { rating title body createdAt product { id } author { id handle } } none: review(id: "?") { id } }',
    );
    expect(data).toEqual({
      review: {
        rating: 4,
        title: 'Title',
        body: 'Body',
        createdAt: '2025-03-01T00:00:00.007Z',
        product: { id: 'prd_1' },
        author: { id: 'usr_2', handle: 'usr_2-handle' },
      },
      none: null,
    });
    expect(reviews.takeSql()).toHaveLength(1);
  });

  it.each([
    ['id', { id: 'rev_07' }, { id: '?' }],
    [
      'product and author together',
      { product: { id: 'prd_1' }, author: { id: 'usr_2' } },
      { product: { id: 'prd_1' }, author: { id: '?' } },
    ],
  ])('is an entity by %s: many in one statement', async (_, key, unknownKey) => {
    const { data } = await reviews.entities('... on Review { rating createdAt }', [
      { __typename: 'Review', ...key },
      { __typename: 'Review', ...unknownKey },
      { __typename: 'Review', ...key },
    ]);
    const review = { __typename: 'Review', rating: 4, createdAt: '2025-03-01T00:00:00.007Z' };
    expect(data._entities).toEqual([review, null, review]);
    expect(reviews.takeSql()).toHaveLength(1);
  });
});

describe('the list of reviews', () => {
  const LIST = `query ($first: Int!, $after: String, $ratingMin: Int) {
    reviews(first: $first, after: $after, ratingMin: $ratingMin) { edges { cursor node { id } } ${PAGE_INFO} }
  }`;

  it.each([1, 7, 30, 100])('gives each review once, latest first, in pages of %i', async (pageSize) => {
    for (const ratingMin of [null, 3]) {
      const found = await walk<{ id: string }>(
        async (first, after) => (await reviews.ask(LIST, { first, after, ratingMin })).data.reviews,
        pageSize,
      );
      expect(found.map(({ id }) => id)).toEqual(await expectedIds(`rating >= ${ratingMin ?? 1}`));
    }
  });

  it('counts only when asked', async () => {
    await reviews.ask(LIST, { first: 2 });
    expect(reviews.takeSql()).toHaveLength(1);
    const { data } = await reviews.ask('{ reviews(ratingMin: 4) { totalCount } }');
    expect(data.reviews.totalCount).toBe(7);
  });

  it('refuses what cannot be', async () => {
    expect(await reviews.codeOf(LIST, { first: 1, ratingMin: 6 })).toBe('INPUT_INVALID');
    expect(await reviews.codeOf(LIST, { first: 1, after: 'x' })).toBe('CURSOR_INVALID');
  });

  it('has an index', async () => {
    await reviews.ask(LIST, { first: 2 });
    const [list = ''] = reviews.takeSql();
    expect(await reviews.planWithout(['seqscan', 'sort'], list)).toContain('reviews_created_at_id_idx');
  });
});

describe.each([
  ['Product', 'prd', 6, 'product_id'],
  ['User', 'usr', 5, 'author_id'],
])('the reviews of a %s', (type, prefix, parents, column) => {
  const representations = Array.from({ length: parents }, (_, at) => ({
    __typename: type,
    id: `${prefix}_${at}`,
  }));

  it('come for many of them in one statement, whatever the pages asked for', async () => {
    const { data } = await reviews.entities(
      `... on ${type} { few: reviews(first: 2) { edges { node { id } } pageInfo { hasNextPage } } all: reviews(first: 100) { edges { node { id author { handle } } } pageInfo { hasNextPage } } }`,
      [...representations, { __typename: type, id: 'unknown' }],
    );
    expect(reviews.takeSql()).toHaveLength(1);
    for (let at = 0; at < parents; at++) {
      const expected = await expectedIds(`${column} = '${prefix}_${at}'`);
      expect(idsIn(data._entities[at].all)).toEqual(expected);
      expect(data._entities[at].all.pageInfo.hasNextPage).toBe(false);
      expect(idsIn(data._entities[at].few)).toEqual(expected.slice(0, 2));
      expect(data._entities[at].few.pageInfo.hasNextPage).toBe(true);
    }
    expect(data._entities[parents].all.edges).toEqual([]);
  });

  it('come once each, page by page', async () => {
    const query = `query ($r: [_Any!]!, $first: Int!, $after: String) {
      _entities(representations: $r) { ... on ${type} { reviews(first: $first, after: $after) { edges { cursor node { id } } ${PAGE_INFO} } } }
    }`;
    for (const pageSize of [1, 2, 5]) {
      const found = await walk<{ id: string }>(
        async (first, after) =>
          (await reviews.ask(query, { r: [representations[1]], first, after })).data._entities[0].reviews,
        pageSize,
      );
      expect(found.map(({ id }) => id)).toEqual(await expectedIds(`${column} = '${prefix}_1'`));
    }
  });

  it('are counted for many of them in one statement more', async () => {
    const { data } = await reviews.entities(
      `... on ${type} { reviews(first: 1) { totalCount edges { node { id } } } }`,
      representations,
    );
    expect(reviews.takeSql()).toHaveLength(2);
    for (const { reviews: found } of data._entities) expect(found.totalCount).toBe(REVIEWS.length / parents);
  });

  it('have an index', async () => {
    await reviews.entities(`... on ${type} { reviews { edges { node { id } } } }`, representations);
    const [sql = ''] = reviews.takeSql();
    const statement = sql
      .replace(/\$1/, `'{a}'`)
      .replace(/\$2/, `'{1}'`)
      .replace(/\$3/, `'{infinity}'`)
      .replace(/\$4/, `'{b}'`);
    expect(await reviews.planWithout(['seqscan', 'bitmapscan'], statement)).toContain(
      `reviews_${column}_created_at_id_idx`,
    );
  });
});

it('ratings of many products, with the number of their reviews, are one statement', async () => {
  const { data } = await reviews.entities(
    '... on Product { rating { average count histogram { rating count } } reviews(first: 1) { totalCount } }',
    ['prd_0', 'prd_1', 'unknown'].map((id) => ({ __typename: 'Product', id })),
  );
  // The page of reviews, and all ratings.
  expect(reviews.takeSql()).toHaveLength(2);
  expect(data._entities[0]).toEqual({
    __typename: 'Product',
    rating: {
      average: 1.8,
      count: 5,
      histogram: [
        { rating: 5, count: 0 },
        { rating: 4, count: 0 },
        { rating: 3, count: 2 },
        { rating: 2, count: 0 },
        { rating: 1, count: 3 },
      ],
    },
    reviews: { totalCount: 5 },
  });
  expect(data._entities[2].rating).toMatchObject({ average: null, count: 0 });
});

describe('addReview', () => {
  const ADD = `mutation ($input: AddReviewInput!) {
    addReview(input: $input) { review { id rating title body author { id handle } product { rating { count } } } }
  }`;
  const input = { productId: 'prd_0', authorId: 'usr_7', rating: 5, title: ' Great ', body: 'Great.' };

  it('writes a review with the handle that accounts knows', async () => {
    const { data } = await reviews.ask(ADD, { input });
    expect(data.addReview.review).toEqual({
      id: expect.stringMatching(/^rev_[0-9a-f]{32}$/),
      rating: 5,
      title: 'Great',
      body: 'Great.',
      author: { id: 'usr_7', handle: 'handle-7' },
      product: { rating: { count: 6 } },
    });
  });

  it('writes one of many that a user sends at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => reviews.ask(ADD, { input: { ...input, authorId: 'usr_6' } })),
    );
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    expect(answers.filter(({ errors }) => errors?.[0]?.extensions.code === 'REVIEW_EXISTS')).toHaveLength(7);
  });

  it.each([
    [{ productId: 'prd_1' }, 'PRODUCT_NOT_FOUND'],
    [{ authorId: 'nobody' }, 'USER_NOT_FOUND'],
    [{ rating: 6 }, 'INPUT_INVALID'],
    [{ title: '' }, 'INPUT_INVALID'],
    [{ body: ' ' }, 'INPUT_INVALID'],
    [{ authorId: 'usr_0' }, 'REVIEW_EXISTS'],
  ])('refuses %j as %s', async (wrong, code) => {
    expect(await reviews.codeOf(ADD, { input: { ...input, ...wrong } })).toBe(code);
  });

  it('says so when another subgraph does not answer, and writes nothing', async () => {
    const alone = await startDomain('reviews', { upstreams: { accountsUrl: accounts.url } });
    expect(await alone.codeOf(ADD, { input })).toBe('UPSTREAM_UNAVAILABLE');
    expect(await alone.sql('SELECT 1 FROM reviews')).toEqual([]);
    await alone.close();
  });
});
