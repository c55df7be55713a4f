import { startGateway } from '@kontor/gateway';
import { startSubgraph, type StartedSubgraph } from '@kontor/subgraph';
import { composeOf } from '../gateway/shop.js';
import { writeSupergraphFile } from '../gateway/supergraph-file.js';

/**
 * Two subgraphs made with the kit that together use everything a subgraph can say: keys single, several and compound,
 * @requires, @provides, @shareable, @tag, @override, @inaccessible, @composeDirective, @interfaceObject, and @link with
 * imported, renamed and qualified names.
 */
export const BOOKS_SDL = `
extend schema
  @link(
    url: "https://specs.apollo.dev/federation/v2.9"
    import: [
      "@key" "@shareable" "@external" "@requires" "@provides" "@tag" "@override" "@inaccessible" "@composeDirective" "@interfaceObject"
    ]
  )
  @link(url: "https://library.example/shelfmark/v1.0", import: ["@shelfmark"])
  @composeDirective(name: "@shelfmark")

directive @shelfmark(code: String!) on OBJECT

type Query {
  book(isbn: ID!): Book
}
type Book @key(fields: "isbn") @key(fields: "shelf { room number }") @shelfmark(code: "B") {
  isbn: ID!
  shelf: Shelf!
  title: String! @override(from: "archive")
  pages: Int! @shareable
  author: Author! @provides(fields: "name")
  weightGrams: Int! @external
  postageMinor: Int! @requires(fields: "weightGrams")
  blurb: String! @tag(name: "marketing")
  purchaseNote: String! @inaccessible
}
type Shelf {
  room: String!
  number: Int!
}
type Author @key(fields: "id", resolvable: false) {
  id: ID!
  name: String! @external
}
type Medium @key(fields: "id") @interfaceObject {
  id: ID!
  loans: Int!
}
`;

export const ARCHIVE_SDL = `
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@key", as: "@identity" }])

type Query {
  media: [Medium!]!
}
type Book @identity(fields: "isbn") {
  isbn: ID!
  title: String!
  pages: Int! @federation__shareable
  weightGrams: Int!
}
type Author @identity(fields: "id") {
  id: ID!
  name: String! @federation__shareable
  born: Int!
}
interface Medium @identity(fields: "id") {
  id: ID!
  label: String!
}
type Disc implements Medium @identity(fields: "id") {
  id: ID!
  label: String!
}
type Tape implements Medium @identity(fields: "id") {
  id: ID!
  label: String!
  minutes: Int!
}
`;

const AUTHOR = { id: 'a1', name: 'Ada' };
const BOOK = {
  isbn: '978',
  shelf: { room: 'north', number: 7 },
  title: 'Of Books',
  pages: 300,
  author: AUTHOR,
  blurb: 'Read it.',
  purchaseNote: 'Paid in kind.',
};
const MEDIA = [
  { __typename: 'Disc', id: 'd1', label: 'Seas' },
  { __typename: 'Tape', id: 't1', label: 'Winds', minutes: 45 },
];

type BookReference = Partial<Pick<typeof BOOK, 'isbn' | 'shelf'>> & { weightGrams?: number };

const isBook = ({ isbn, shelf }: BookReference): boolean =>
  isbn === BOOK.isbn || (shelf?.room === BOOK.shelf.room && shelf.number === BOOK.shelf.number);

const BOOKS_RESOLVERS = {
  Query: { book: (_: unknown, { isbn }: { isbn: string }) => (isbn === BOOK.isbn ? BOOK : null) },
  Book: {
    __resolveReference: (reference: BookReference) => (isBook(reference) ? { ...reference, ...BOOK } : null),
    postageMinor: ({ weightGrams = 0 }: BookReference) => 100 + weightGrams,
  },
  Medium: { __resolveReference: ({ id }: { id: string }) => ({ id, loans: id.length }) },
};

const ARCHIVE_RESOLVERS = {
  Query: { media: () => MEDIA },
  Book: {
    __resolveReference: ({ isbn }: { isbn: string }) =>
      isbn === BOOK.isbn ? { isbn, title: 'An old title', pages: BOOK.pages, weightGrams: 450 } : null,
  },
  Author: { __resolveReference: ({ id }: { id: string }) => ({ ...AUTHOR, id, born: 1815 }) },
  Medium: {
    __resolveReference: ({ id }: { id: string }) => MEDIA.find((medium) => medium.id === id) ?? null,
  },
};

export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions: { code: string } }[];
  extensions?: { ftv1?: string };
}

export interface Library {
  readonly supergraph: string;
  /** Asks one of the subgraphs, or the gateway over both. */
  ask(
    whom: 'books' | 'archive' | 'gateway',
    query: string,
    variables?: object,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** `_entities` of one subgraph. */
  entities(whom: 'books' | 'archive', selection: string, representations: readonly object[]): Promise<Answer>;
  /** What the gateway asked of each subgraph while it answered. */
  fetchesFor(query: string): Promise<{ answer: Answer; books: number; archive: number }>;
  close(): Promise<void>;
}

export async function startLibrary({ inlineTrace }: { inlineTrace: boolean }): Promise<Library> {
  const asked = { books: 0, archive: 0 };
  const start = (name: 'books' | 'archive', typeDefs: string, resolvers: object): Promise<StartedSubgraph> =>
    startSubgraph({
      name,
      typeDefs,
      resolvers,
      inlineTrace,
      context: () => {
        asked[name] += 1;
        return {};
      },
      logLevel: 'silent',
      port: 0,
      drain: { quietMs: 10 },
    });
  const books = await start('books', BOOKS_SDL, BOOKS_RESOLVERS);
  const archive = await start('archive', ARCHIVE_SDL, ARCHIVE_RESOLVERS);
  const supergraph = composeOf([
    { name: 'books', url: books.url, sdl: BOOKS_SDL },
    { name: 'archive', url: archive.url, sdl: ARCHIVE_SDL },
  ]);
  const file = await writeSupergraphFile(supergraph);
  const gateway = await startGateway({ supergraph: file.path, port: 0, logLevel: 'silent' });
  const urls = { books: books.url, archive: archive.url, gateway: `${gateway.url}/graphql` };

  const ask: Library['ask'] = async (whom, query, variables = {}, headers = {}) => {
    const response = await fetch(urls[whom], {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  };
  return {
    supergraph,
    ask,
    entities: (whom, selection, representations) =>
      ask(whom, `query ($r: [_Any!]!) { _entities(representations: $r) { __typename ${selection} } }`, {
        r: representations,
      }),
    async fetchesFor(query) {
      const before = { ...asked };
      const answer = await ask('gateway', query);
      return { answer, books: asked.books - before.books, archive: asked.archive - before.archive };
    },
    async close() {
      await gateway.close();
      await Promise.all([books.close(), archive.close()]);
      await file.remove();
    },
  };
}
