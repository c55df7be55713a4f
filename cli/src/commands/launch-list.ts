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
import { launchStatusStyle } from '../output/launch.js';
import { renderTable, shortTime } from '../output/table.js';

const LAUNCHES = /* GraphQL */ `
  query Launches($ref: String!, $first: Int!, $after: String) {
    variant(ref: $ref) {
      launches(first: $first, after: $after) {
        ${CONNECTION_FIELDS}
        edges {
          node {
            id
            sequence
            status
            cause
            subgraphName
            createdAt
            completedAt
            createdBy { id name }
            problems { code }
          }
        }
      }
    }
  }
`;

const launch = z.object({
  id: z.string(),
  sequence: z.number().int(),
  status: z.string(),
  cause: z.string(),
  subgraphName: z.string(),
  createdAt: z.string(),
  completedAt: z.string().nullable(),
  createdBy: z.object({ id: z.string(), name: z.string() }),
  problems: z.array(z.object({ code: z.string() })),
});

const shape = z.object({ variant: z.object({ launches: connectionOf(launch) }).nullable() });

export const command = defineCommand({
  args: { ref: optionalArgument('graph[@variant]', 'The variant (env KONTOR_GRAPH_REF).') },
  options: { ...LIST_OPTIONS, ...CONNECTION_OPTIONS },
  examples: ['launch list storefront@current', 'launch list storefront --limit 200'],
  async run({ args, options }, context) {
    const ref = await resolveGraphRef(args.ref, context.io);
    const client = await connect(options, context);
    const listing = await collectPages(async (first, after) => {
      const { variant } = await client.ask(LAUNCHES, { ref: formatGraphRef(ref), first, after }, shape);
      if (variant === null) throw variantAbsent(ref);
      return variant.launches;
    }, options.limit);
    const data = { ref: formatGraphRef(ref), launches: listing.items, totalCount: listing.totalCount };
    return ok(data, (style) => {
      if (listing.items.length === 0)
        return `${style.bold(data.ref)} has no launches yet: nothing was published.`;
      const table = renderTable(
        listing.items,
        [
          {
            title: '#',
            cell: ({ sequence }) => String(sequence),
            align: 'right',
            dress: (cell) => style.bold(cell),
          },
          {
            title: 'status',
            cell: ({ status }) => status.toLowerCase(),
            dress: (cell, { status }) => launchStatusStyle(status, style)(cell),
          },
          { title: 'cause', cell: ({ cause, subgraphName }) => `${cause.toLowerCase()} ${subgraphName}` },
          { title: 'when', cell: ({ createdAt }) => shortTime(createdAt) },
          { title: 'by', cell: ({ createdBy }) => createdBy.name },
          { title: 'id', cell: ({ id }) => id, dress: (cell) => style.dim(cell) },
          {
            title: 'reasons',
            cell: ({ problems }) => [...new Set(problems.map(({ code }) => code))].join(', '),
          },
        ],
        style,
      );
      return [table, remainderLine(listing, style)].filter((line) => line !== '').join('\n');
    });
  },
});
