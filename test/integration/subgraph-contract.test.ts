import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compose } from '@kontor/federation/compose';
import { ARCHIVE_SDL, BOOKS_SDL, type Library, startLibrary } from '../support/contract/library.js';
import { printContractTable } from '../support/contract/table.js';

/**
 * The contract between a federated graph and its subgraphs, as Apollo's subgraph compatibility suite checks it, in our
 * own checks on subgraphs that are made with the kit and served. What the storefront and the platform use of it is
 * checked on their own subgraphs in test/e2e/subgraph-contract.test.ts.
 */
interface Check {
  feature: string;
  what: string;
  run: (library: Library) => Promise<unknown>;
  gives: unknown;
}

const FTV1 = { 'apollo-federation-include-trace': 'ftv1' };
const BOOK = { __typename: 'Book', isbn: '978' };
const SHELF = { __typename: 'Book', shelf: { room: 'north', number: 7 } };

const servedSdl = async ({ ask }: Library, whom: 'books' | 'archive'): Promise<string> => {
  const { data } = await ask(whom, '{ _service { sdl } }');
  return (data?.['_service'] as { sdl: string }).sdl;
};

/** Line by line: in which order a supergraph links its features means nothing. */
const supergraphOf = (books: string, archive: string): string[] => {
  const url = 'http://subgraph.test/';
  const result = compose([
    { name: 'books', url, sdl: books },
    { name: 'archive', url, sdl: archive },
  ]);
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.problems));
  return result.supergraphSdl.split('\n').toSorted();
};

const dataOf = async (answer: ReturnType<Library['ask']>): Promise<unknown> => {
  const { data, errors } = await answer;
  return errors ?? data;
};

const CHECKS: readonly Check[] = [
  {
    feature: '_service',
    what: 'its SDL composes to the very supergraph that the authors’ files give',
    run: async (library) =>
      supergraphOf(await servedSdl(library, 'books'), await servedSdl(library, 'archive')),
    gives: supergraphOf(BOOKS_SDL, ARCHIVE_SDL),
  },
  {
    feature: '@link',
    what: 'imported, renamed and qualified names are served as they are written',
    run: async (library) => {
      const sdl = await servedSdl(library, 'archive');
      return ['@link(', 'as: "@identity"', '@identity(fields: "isbn")', '@federation__shareable'].map(
        (text) => sdl.includes(text),
      );
    },
    gives: [true, true, true, true],
  },
  {
    feature: '_entities',
    what: 'the schema has _Any, _Service and the union of all entities',
    run: async ({ ask }) => {
      const { data } = await ask(
        'books',
        `{ entity: __type(name: "_Entity") { possibleTypes { name } } any: __type(name: "_Any") { kind }
           service: __type(name: "_Service") { fields { name } } }`,
      );
      return data;
    },
    gives: {
      entity: { possibleTypes: [{ name: 'Author' }, { name: 'Book' }, { name: 'Medium' }] },
      any: { kind: 'SCALAR' },
      service: { fields: [{ name: 'sdl' }] },
    },
  },
  {
    feature: '_entities',
    what: 'answers each representation in its place, and null for one that is nobody',
    run: ({ entities }) =>
      dataOf(
        entities('books', '... on Book { title } ... on Medium { loans }', [
          { ...BOOK, isbn: 'none' },
          { __typename: 'Medium', id: 't1' },
          BOOK,
        ]),
      ),
    gives: {
      _entities: [null, { __typename: 'Medium', loans: 2 }, { __typename: 'Book', title: 'Of Books' }],
    },
  },
  {
    feature: '@key, single',
    what: 'an entity by its one field',
    run: ({ entities }) => dataOf(entities('books', '... on Book { title }', [BOOK])),
    gives: { _entities: [{ __typename: 'Book', title: 'Of Books' }] },
  },
  {
    feature: '@key, multiple',
    what: 'the same entity by each of its keys',
    run: ({ entities }) => dataOf(entities('books', '... on Book { isbn }', [BOOK, SHELF])),
    gives: {
      _entities: [
        { __typename: 'Book', isbn: '978' },
        { __typename: 'Book', isbn: '978' },
      ],
    },
  },
  {
    feature: '@key, compound',
    what: 'an entity by fields of an object in it; another object is nobody',
    run: ({ entities }) =>
      dataOf(
        entities('books', '... on Book { title }', [
          SHELF,
          { ...SHELF, shelf: { room: 'north', number: 8 } },
        ]),
      ),
    gives: { _entities: [{ __typename: 'Book', title: 'Of Books' }, null] },
  },
  {
    feature: '@requires',
    what: 'a resolver gets what its representation carries',
    run: ({ entities }) =>
      dataOf(entities('books', '... on Book { postageMinor }', [{ ...BOOK, weightGrams: 20 }])),
    gives: { _entities: [{ __typename: 'Book', postageMinor: 120 }] },
  },
  {
    feature: '@requires',
    what: 'the gateway fetches it from the other subgraph first',
    run: ({ ask }) => dataOf(ask('gateway', '{ book(isbn: "978") { postageMinor } }')),
    gives: { book: { postageMinor: 550 } },
  },
  {
    feature: '@provides',
    what: 'the gateway takes the field along, and asks nobody else',
    run: ({ fetchesFor }) => fetchesFor('{ book(isbn: "978") { author { name } } }'),
    gives: { answer: { data: { book: { author: { name: 'Ada' } } } }, books: 1, archive: 0 },
  },
  {
    feature: '@external',
    what: 'what is not provided comes from who owns it',
    run: ({ fetchesFor }) => fetchesFor('{ book(isbn: "978") { author { born } } }'),
    gives: { answer: { data: { book: { author: { born: 1815 } } } }, books: 1, archive: 1 },
  },
  {
    feature: '@shareable',
    what: 'both answer the field, and the gateway asks the one it is at',
    run: async ({ fetchesFor, entities }) => [
      await fetchesFor('{ book(isbn: "978") { pages } }'),
      await dataOf(entities('archive', '... on Book { pages }', [BOOK])),
    ],
    gives: [
      { answer: { data: { book: { pages: 300 } } }, books: 1, archive: 0 },
      { _entities: [{ __typename: 'Book', pages: 300 }] },
    ],
  },
  {
    feature: '@override',
    what: 'the field comes from its new owner, though the old one still has it',
    run: async ({ ask, entities }) => [
      await dataOf(ask('gateway', '{ book(isbn: "978") { title weightGrams } }')),
      await dataOf(entities('archive', '... on Book { title }', [BOOK])),
    ],
    gives: [
      { book: { title: 'Of Books', weightGrams: 450 } },
      { _entities: [{ __typename: 'Book', title: 'An old title' }] },
    ],
  },
  {
    feature: '@inaccessible',
    what: 'clients cannot see the field, subgraphs still resolve it',
    run: async ({ ask }) => [
      (await ask('gateway', '{ book(isbn: "978") { purchaseNote } }')).errors?.map(
        ({ extensions }) => extensions.code,
      ),
      await dataOf(ask('books', '{ book(isbn: "978") { purchaseNote } }')),
    ],
    gives: [['GRAPHQL_VALIDATION_FAILED'], { book: { purchaseNote: 'Paid in kind.' } }],
  },
  {
    feature: '@tag',
    what: 'arrives in the supergraph',
    run: ({ supergraph }) => Promise.resolve(/blurb: String! .*@tag\(name: "marketing"\)/.test(supergraph)),
    gives: true,
  },
  {
    feature: '@composeDirective',
    what: 'a directive of one’s own arrives in the supergraph, with its definition and its link',
    run: ({ supergraph }) =>
      Promise.resolve(
        [
          /@link\(url: "https:\/\/library\.example\/shelfmark\/v1\.0", import: \["@shelfmark"\]\)/,
          /directive @shelfmark\(code: String!\) on OBJECT/,
          /^type Book\n(?: {2}@.*\n)* {2}@shelfmark\(code: "B"\)\n\{/m,
        ].map((text) => text.test(supergraph)),
      ),
    gives: [true, true, true],
  },
  {
    feature: '@interfaceObject',
    what: 'fields are added to all implementations at once, by the name of the interface',
    run: async ({ ask, entities }) => [
      await dataOf(entities('books', '... on Medium { loans }', [{ __typename: 'Medium', id: 'd1' }])),
      await dataOf(ask('gateway', '{ media { __typename label loans ... on Tape { minutes } } }')),
    ],
    gives: [
      { _entities: [{ __typename: 'Medium', loans: 2 }] },
      {
        media: [
          { __typename: 'Disc', label: 'Seas', loans: 2 },
          { __typename: 'Tape', label: 'Winds', loans: 2, minutes: 45 },
        ],
      },
    ],
  },
  {
    feature: 'ftv1',
    what: 'a request that asks for its trace gets it, and no other does',
    run: async ({ ask }) => {
      const query = '{ book(isbn: "978") { title } }';
      const { ftv1 = '' } = (await ask('books', query, {}, FTV1)).extensions ?? {};
      const trace = Buffer.from(ftv1, 'base64');
      // Field names and types of the trace's protocol buffer are plain text in it.
      return [
        ['book', 'title', 'String!'].map((name) => trace.includes(name)),
        (await ask('books', query)).extensions,
      ];
    },
    gives: [[true, true, true], undefined],
  },
];

describe('the subgraph contract, held by what the kit serves:', () => {
  let library: Library;
  const results: { feature: string; what: string; result: string }[] = [];
  beforeAll(async () => {
    library = await startLibrary({ inlineTrace: true });
  });
  afterAll(async () => {
    await library.close();
    printContractTable(results);
  });

  it.each(CHECKS.map((check) => [`${check.feature}: ${check.what}`, check] as const))(
    '%s',
    async (_title, { feature, what, run, gives }) => {
      const row = { feature, what, result: 'FAILED' };
      results.push(row);
      expect(await run(library)).toEqual(gives);
      row.result = 'pass';
    },
  );
});

describe('a subgraph that was not told to trace', () => {
  it('gives no trace to anybody, so that strangers learn nothing of its resolvers', async () => {
    const library = await startLibrary({ inlineTrace: false });
    const answer = await library.ask('books', '{ book(isbn: "978") { title } }', {}, FTV1);
    await library.close();
    expect(answer).toEqual({ data: { book: { title: 'Of Books' } } });
  });
});
