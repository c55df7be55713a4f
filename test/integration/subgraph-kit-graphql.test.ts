import { afterEach, describe, expect, it, jest } from '@jest/globals';
import {
  codedError,
  startSubgraph,
  type StartedSubgraph,
  type StartOptions,
  type SubgraphRequest,
} from '@kontor/subgraph';

// On a busy machine, dropping a database or starting a process takes its time.
jest.setTimeout(60_000);

const TYPE_DEFS = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { me: String fails: String failsInCode: String node: Node required: String! list: [Node!]! }
  type Node @key(fields: "id") { id: ID! name: String child: Node }
`;

interface Context {
  who: string;
  request: SubgraphRequest;
}

const RESOLVERS = {
  Query: {
    me: (_parent: unknown, _args: unknown, { who }: Context) => who,
    fails: () => {
      throw new Error('the password is hunter2');
    },
    failsInCode: () => {
      throw codedError('SOLD_OUT', 'Nothing left.', { left: 0 });
    },
    node: () => ({ id: '1', name: 'one' }),
    required: () => null,
    list: () => [{ id: '1' }, { id: '2' }],
  },
  Node: {
    __resolveReference: ({ id }: { id: string }, { who }: Context) =>
      id === 'gone' ? null : { id, name: `${who} ${id}` },
  },
};

const open: StartedSubgraph[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((subgraph) => subgraph.close()));
});

interface Answer {
  status: number;
  headers: Headers;
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: unknown[]; extensions: { code: string; left?: number } }[];
}

async function start(options: Partial<StartOptions<Context>> = {}) {
  const subgraph = await startSubgraph<Context>({
    name: 'test',
    logLevel: 'silent',
    port: 0,
    typeDefs: TYPE_DEFS,
    resolvers: RESOLVERS,
    context: (request) => ({ who: String(request.headers['x-who'] ?? 'nobody'), request }),
    drain: { quietMs: 10 },
    ...options,
  });
  open.push(subgraph);
  const post = async (body: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const response = await fetch(subgraph.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, ...((await response.json()) as object) };
  };
  const ask = (query: string, variables?: object, headers?: Record<string, string>) =>
    post({ query, variables }, headers);
  return { subgraph, ask, post };
}

const codes = (answer: Answer) => answer.errors?.map(({ extensions }) => extensions.code);

describe('a subgraph made with the kit', () => {
  it('answers queries, entities and _service', async () => {
    const { ask } = await start();
    expect((await ask('{ me node { name } }', {}, { 'x-who': 'ann' })).data).toEqual({
      me: 'ann',
      node: { name: 'one' },
    });
    const representations = [
      { __typename: 'Node', id: '7' },
      { __typename: 'Node', id: 'gone' },
    ];
    const entities = await ask(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Node { id name } } }',
      { r: representations },
      { 'x-who': 'ann' },
    );
    expect(entities.data).toEqual({ _entities: [{ id: '7', name: 'ann 7' }, null] });
    const service = await ask('{ _service { sdl } }');
    expect((service.data?.['_service'] as { sdl: string }).sdl).toContain('type Node @key(fields: "id")');
  });

  it('lets coded errors out as they are and hides everything else', async () => {
    const { ask } = await start();
    const answer = await ask('{ fails failsInCode me }');
    expect(answer.data).toEqual({ fails: null, failsInCode: null, me: 'nobody' });
    expect(answer.errors).toEqual([
      { message: expect.any(String), path: ['fails'], extensions: { code: 'INTERNAL_ERROR' } },
      expect.objectContaining({
        message: 'Nothing left.',
        path: ['failsInCode'],
        extensions: { code: 'SOLD_OUT', left: 0 },
      }),
    ]);
    const whole = JSON.stringify(answer);
    expect(whole).not.toMatch(/hunter2|stack|node_modules/);
    const broken = await ask('{ required }');
    expect([broken.data, codes(broken)]).toEqual([null, ['INTERNAL_ERROR']]);
  });

  it('hides what a context throws, except coded errors', async () => {
    const thrown = { error: new Error('hunter2') as Error };
    const { ask } = await start({
      context: () => {
        throw thrown.error;
      },
    });
    const hidden = await ask('{ me }');
    expect([hidden.status, codes(hidden)]).toEqual([500, ['INTERNAL_ERROR']]);
    expect(JSON.stringify(hidden)).not.toContain('hunter2');
    thrown.error = codedError('PERMISSION_DENIED', 'Not you.');
    expect(codes(await ask('{ me }'))).toEqual(['PERMISSION_DENIED']);
  });

  it.each([
    ['a syntax error', '{', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ nope }', 'GRAPHQL_VALIDATION_FAILED'],
    ['several operations without a name', 'query A { me } query B { me }', 'OPERATION_RESOLUTION_FAILURE'],
    ['10,000 nested braces', '{'.repeat(10_000), 'DOCUMENT_TOO_DEEP'],
    ['10,000 nested lists', `{ me(a: ${'['.repeat(10_000)}`, 'DOCUMENT_TOO_DEEP'],
    [
      '20,000 aliases',
      `{ ${Array.from({ length: 20_000 }, (_, at) => `a${at}: me`).join(' ')} }`,
      'DOCUMENT_TOO_MANY_TOKENS',
    ],
    ['a megabyte of comment', `# ${'x'.repeat(600_000)}\n{ me }`, 'DOCUMENT_TOO_LARGE'],
  ])('refuses %s with 400 and a code', async (_name, query, code) => {
    const { ask } = await start();
    const answer = await ask(query);
    expect([answer.status, codes(answer)]).toEqual([400, [code]]);
    expect((await ask('{ me }')).data).toEqual({ me: 'nobody' });
  });

  it('survives documents that are wide open only after parsing', async () => {
    const { ask } = await start();
    const chain = Array.from({ length: 1_500 }, (_, at) => `fragment f${at} on Node { ...f${at + 1} }`).join(
      ' ',
    );
    const long = await ask(`{ node { ...f0 } } ${chain} fragment f1500 on Node { id }`);
    expect(long.data ?? long.errors).toBeTruthy();
    const bomb = Array.from(
      { length: 30 },
      (_, at) => `fragment b${at} on Node { a: child { ...b${at + 1} } b: child { ...b${at + 1} } }`,
    ).join(' ');
    const exploded = await ask(`{ node { ...b0 } } ${bomb} fragment b30 on Node { id }`);
    expect(codes(exploded)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect((await ask('{ me }')).data).toEqual({ me: 'nobody' });
  });

  it('holds the body limit', async () => {
    const { ask } = await start({ bodyLimitBytes: 2_000 });
    const tooLarge = (await ask('{ me }', { padding: 'x'.repeat(3_000) })) as unknown as {
      status: number;
      error: { code: string };
    };
    expect([tooLarge.status, tooLarge.error.code]).toEqual([413, 'REQUEST_TOO_LARGE']);
  });

  it('answers no request that a browser could be tricked into', async () => {
    const { subgraph, post } = await start();
    const asForm = await fetch(subgraph.url, {
      method: 'POST',
      body: '{"query":"{ me }"}',
      headers: { 'content-type': 'text/plain' },
    });
    expect(asForm.status).toBe(415);
    const simpleGet = await fetch(`${subgraph.url}?query={me}`);
    expect(simpleGet.status).toBe(400);
    const honestGet = await fetch(`${subgraph.url}?query={me}`, {
      headers: { 'apollo-require-preflight': 'true' },
    });
    expect(await honestGet.json()).toEqual({ data: { me: 'nobody' } });
    const deepGet = await fetch(`${subgraph.url}?query=${'{'.repeat(5_000)}`, {
      headers: { 'apollo-require-preflight': 'true' },
    });
    expect(await deepGet.json()).toMatchObject({ errors: [{ extensions: { code: 'DOCUMENT_TOO_DEEP' } }] });
    expect((await post([{ query: '{ me }' }, { query: '{ me }' }])).status).toBe(400);
    expect(codes(await post({ query: 7 }))).toEqual(['BAD_REQUEST']);
  });

  it('shows its schema by introspection only when that is on', async () => {
    const shown = await start();
    expect((await shown.ask('{ __schema { queryType { name } } }')).data).toEqual({
      __schema: { queryType: { name: 'Query' } },
    });
    const hidden = await start({ introspection: false });
    expect(codes(await hidden.ask('{ __schema { queryType { name } } }'))).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
    ]);
    expect((await hidden.ask('{ _service { sdl } }')).data).toBeTruthy();
  });

  it('shows browsers no page', async () => {
    const { subgraph } = await start();
    const answer = await fetch(subgraph.url, {
      headers: { accept: 'text/html', 'apollo-require-preflight': 'true' },
    });
    expect(answer.headers.get('content-type')).not.toContain('html');
  });

  it('refuses before anything else when it is told to, _service included', async () => {
    const { ask } = await start({
      refuse: ({ headers }) => (headers['x-who'] ? undefined : { code: 'ACTOR_REQUIRED', message: 'Who?' }),
    });
    for (const query of ['{ me }', '{ _service { sdl } }', '{'.repeat(10_000)]) {
      const answer = await ask(query);
      expect([answer.status, codes(answer), answer.data]).toEqual([401, ['ACTOR_REQUIRED'], undefined]);
    }
    expect((await ask('{ me }', {}, { 'x-who': 'ann' })).data).toEqual({ me: 'ann' });
  });

  it('tells the context the request id, and aborts its signal when the caller hangs up', async () => {
    const reached = Promise.withResolvers<SubgraphRequest>();
    const aborted = Promise.withResolvers<void>();
    const { subgraph } = await start({
      resolvers: {
        Query: {
          me: (_parent: unknown, _args: unknown, { request }: Context) => {
            request.signal.addEventListener('abort', () => aborted.resolve());
            reached.resolve(request);
            return aborted.promise;
          },
        },
      },
    });
    const hangUp = new AbortController();
    const call = fetch(subgraph.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': 'call-1' },
      body: '{"query":"{ me }"}',
      signal: hangUp.signal,
    });
    expect((await reached.promise).requestId).toBe('call-1');
    hangUp.abort();
    await expect(call).rejects.toThrow();
    await aborted.promise;
  });

  it('closes what it holds once, also when it could not start', async () => {
    let closed = 0;
    const { subgraph } = await start({ onClose: () => void (closed += 1) });
    await expect(start({ port: subgraph.port, onClose: () => void (closed += 1) })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
    });
    expect(closed).toBe(1);
    await Promise.all([subgraph.close(), subgraph.close()]);
    expect(closed).toBe(2);
  });

  it('serves further routes beside GraphQL, and its health', async () => {
    const { subgraph } = await start({
      routes: (app) => void app.get('/extra', () => ({ extra: true })),
      ready: () => ({ ready: false }),
    });
    const origin = new URL(subgraph.url).origin;
    expect(await (await fetch(`${origin}/extra`)).json()).toEqual({ extra: true });
    expect((await fetch(`${origin}/health/ready`)).status).toBe(503);
    expect((await fetch(`${origin}/debug/sql-queries`)).status).toBe(404);
  });
});
