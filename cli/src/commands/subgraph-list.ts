import * as z from 'zod';
import { formatGraphRef } from '@kontor/protocol';
import { defineCommand, ok, optionalArgument } from '../command.js';
import { resolveGraphRef } from '../config/settings.js';
import { variantAbsent } from '../platform-client/absent.js';
import { connect, CONNECTION_OPTIONS } from '../platform-client/connect.js';
import {
  collectPages,
  CONNECTION_FIELDS,
  connectionOf,
  LIST_OPTIONS,
  remainderLine,
} from '../platform-client/pages.js';
import { renderTable, shortHash, shortTime } from '../output/table.js';

const SUBGRAPHS = /* GraphQL */ `
  query Subgraphs($ref: String!, $first: Int!, $after: String) {
    variant(ref: $ref) {
      subgraphs(first: $first, after: $after) {
        ${CONNECTION_FIELDS}
        edges {
          node {
            name
            activeVersion {
              id
              sdlHash
              routingUrl
              createdAt
              createdBy { id name }
              gitContext { branch commit author message remoteUrl }
            }
          }
        }
      }
    }
  }
`;

const subgraph = z.object({
  name: z.string(),
  activeVersion: z.object({
    id: z.string(),
    sdlHash: z.string(),
    routingUrl: z.string(),
    createdAt: z.string(),
    createdBy: z.object({ id: z.string(), name: z.string() }),
    gitContext: z
      .object({
        branch: z.string().nullable(),
        commit: z.string().nullable(),
        author: z.string().nullable(),
        message: z.string().nullable(),
        remoteUrl: z.string().nullable(),
      })
      .nullable(),
  }),
});

const shape = z.object({ variant: z.object({ subgraphs: connectionOf(subgraph) }).nullable() });

export const command = defineCommand({
  args: { ref: optionalArgument('graph[@variant]', 'The variant (env KONTOR_GRAPH_REF).') },
  options: { ...LIST_OPTIONS, ...CONNECTION_OPTIONS },
  examples: ['subgraph list storefront@current'],
  async run({ args, options }, context) {
    const ref = await resolveGraphRef(args.ref, context.io);
    const client = await connect(options, context);
    const listing = await collectPages(async (first, after) => {
      const { variant } = await client.ask(SUBGRAPHS, { ref: formatGraphRef(ref), first, after }, shape);
      if (variant === null) throw variantAbsent(ref);
      return variant.subgraphs;
    }, options.limit);
    const data = { ref: formatGraphRef(ref), subgraphs: listing.items, totalCount: listing.totalCount };
    return ok(data, (style) => {
      if (listing.items.length === 0)
        return `${style.bold(data.ref)} has no subgraphs yet. Publish one: ${style.bold(`kontor subgraph publish ${data.ref} --name NAME --schema FILE --routing-url URL`)}`;
      const table = renderTable(
        listing.items,
        [
          { title: 'subgraph', cell: ({ name }) => name, dress: (cell) => style.bold(cell) },
          { title: 'routing url', cell: ({ activeVersion }) => activeVersion.routingUrl },
          {
            title: 'schema',
            cell: ({ activeVersion }) => shortHash(activeVersion.sdlHash),
            dress: (cell) => style.dim(cell),
          },
          { title: 'published', cell: ({ activeVersion }) => shortTime(activeVersion.createdAt) },
          { title: 'by', cell: ({ activeVersion }) => activeVersion.createdBy.name },
          {
            title: 'commit',
            cell: ({ activeVersion }) => activeVersion.gitContext?.commit?.slice(0, 8) ?? '',
          },
        ],
        style,
      );
      return [table, remainderLine(listing, style)].filter((line) => line !== '').join('\n');
    });
  },
});
