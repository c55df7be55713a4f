import * as z from 'zod';
import { defineCommand, ok } from '../command.js';
import { connect, CONNECTION_OPTIONS } from '../platform-client/connect.js';
import {
  collectPages,
  CONNECTION_FIELDS,
  connectionOf,
  LIST_OPTIONS,
  remainderLine,
} from '../platform-client/pages.js';
import { renderTable, shortTime } from '../output/table.js';
import { launchStatusStyle } from '../output/launch.js';

/** Variants of one graph in a list; a graph with more is listed with these and its count. */
const VARIANTS_SHOWN_MAX = 100;

const GRAPHS = /* GraphQL */ `
  query Graphs($first: Int!, $after: String) {
    graphs(first: $first, after: $after) {
      ${CONNECTION_FIELDS}
      edges {
        node {
          name
          createdAt
          variants(first: ${VARIANTS_SHOWN_MAX}) {
            totalCount
            edges {
              node {
                ref
                createdAt
                subgraphs(first: 1) { totalCount }
                currentLaunch { id sequence status completedAt }
              }
            }
          }
        }
      }
    }
  }
`;

const variant = z.object({
  ref: z.string(),
  createdAt: z.string(),
  subgraphs: z.object({ totalCount: z.number().int() }),
  currentLaunch: z
    .object({
      id: z.string(),
      sequence: z.number().int(),
      status: z.string(),
      completedAt: z.string().nullable(),
    })
    .nullable(),
});

const graph = z.object({
  name: z.string(),
  createdAt: z.string(),
  variants: z.object({ totalCount: z.number().int(), edges: z.array(z.object({ node: variant })) }),
});

const shape = z.object({ graphs: connectionOf(graph) });

export const command = defineCommand({
  args: {},
  options: { ...LIST_OPTIONS, ...CONNECTION_OPTIONS },
  examples: ['graph list', 'graph list --format json'],
  async run({ options }, context) {
    const client = await connect(options, context);
    const listing = await collectPages(
      async (first, after) => (await client.ask(GRAPHS, { first, after }, shape)).graphs,
      options.limit,
    );
    const graphs = listing.items.map(({ name, createdAt, variants }) => ({
      name,
      createdAt,
      variantCount: variants.totalCount,
      variants: variants.edges.map(({ node }) => ({
        ref: node.ref,
        createdAt: node.createdAt,
        subgraphCount: node.subgraphs.totalCount,
        currentLaunch: node.currentLaunch,
      })),
    }));
    return ok({ graphs, totalCount: listing.totalCount }, (style) => {
      if (graphs.length === 0) return `No graphs yet. Create one: ${style.bold('kontor graph create NAME')}`;
      const rows = graphs.flatMap((item) => item.variants);
      const table = renderTable(
        rows,
        [
          { title: 'variant', cell: ({ ref }) => ref, dress: (cell) => style.bold(cell) },
          { title: 'subgraphs', cell: ({ subgraphCount }) => String(subgraphCount), align: 'right' },
          {
            title: 'launch',
            cell: ({ currentLaunch }) => (currentLaunch ? `#${currentLaunch.sequence}` : ''),
            align: 'right',
          },
          {
            title: 'status',
            cell: ({ currentLaunch }) => currentLaunch?.status.toLowerCase() ?? 'nothing published',
            dress: (cell, { currentLaunch }) =>
              currentLaunch ? launchStatusStyle(currentLaunch.status, style)(cell) : style.dim(cell),
          },
          {
            title: 'since',
            cell: ({ currentLaunch, createdAt }) => shortTime(currentLaunch?.completedAt ?? createdAt),
          },
        ],
        style,
      );
      const more = graphs
        .filter((item) => item.variantCount > item.variants.length)
        .map((item) =>
          style.dim(`${item.name} has ${item.variantCount - item.variants.length} more variants`),
        );
      return [table, ...more, remainderLine(listing, style)].filter((line) => line !== '').join('\n');
    });
  },
});
