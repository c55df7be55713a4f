// A subgraph of the kit as a process of its own: what an author writes and nothing else.
import { runProcess, startSubgraph } from '@kontor/subgraph';
import { CATALOG_SDL } from './schemas.ts';

await runProcess(
  () =>
    startSubgraph({
      name: 'catalog',
      typeDefs: CATALOG_SDL,
      resolvers: {
        Query: {
          healthy: () => 'yes',
          echo: (_: unknown, { text }: { text?: string }) => text ?? null,
          count: (_: unknown, { filter }: { filter?: { tags?: string[] } }) => filter?.tags?.length ?? 0,
        },
        Mutation: { note: (_: unknown, { text }: { text: string }) => text },
        Item: { __resolveReference: ({ id }: { id: string }) => ({ id, title: `Item ${id}` }) },
      },
      context: () => ({}),
      port: 0,
      timeouts: {
        headersTimeoutMs: Number(process.env['HEADERS_TIMEOUT_MS']),
        requestTimeoutMs: Number(process.env['REQUEST_TIMEOUT_MS']),
      },
    }),
  { name: 'catalog' },
);
