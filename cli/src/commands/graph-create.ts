import * as z from 'zod';
import { formatGraphRef } from '@kontor/protocol';
import { argument, defineCommand, flag, ok, value } from '../command.js';
import { resolveGraphRef } from '../config/settings.js';
import { connect, CONNECTION_OPTIONS } from '../platform-client/connect.js';
import { findOrganisation } from '../platform-client/organisation.js';

const CREATE_GRAPH = /* GraphQL */ `
  mutation CreateGraph($input: CreateGraphInput!) {
    createGraph(input: $input) {
      created
      variant {
        id
        ref
      }
    }
  }
`;

const shape = z.object({
  createGraph: z.object({
    created: z.boolean(),
    variant: z.object({ id: z.string(), ref: z.string() }).nullable(),
  }),
});

export const command = defineCommand({
  description: 'Creating what exists already changes nothing and is no error.',
  args: { ref: argument('graph[@variant]', 'The graph; its variant is `current` unless named.') },
  options: {
    organisation: value('slug', "Who owns the graph (default: the key's own organisation)."),
    dryRun: flag('Check everything, create nothing.'),
    ...CONNECTION_OPTIONS,
  },
  examples: ['graph create storefront', 'graph create storefront@staging --dry-run'],
  async run({ args, options }, context) {
    const ref = formatGraphRef(await resolveGraphRef(args.ref, context.io));
    const client = await connect(options, context);
    const organisationId =
      options.organisation === undefined ? null : (await findOrganisation(client, options.organisation)).id;
    const { createGraph } = await client.ask(
      CREATE_GRAPH,
      { input: { ref, organisationId, dryRun: options.dryRun } },
      shape,
    );
    const { created } = createGraph;
    return ok({ ref, created, dryRun: options.dryRun }, (style) => {
      if (!created && createGraph.variant !== null)
        return `${style.bold(ref)} exists already; nothing changed.`;
      if (options.dryRun) return `${style.bold(ref)} would be created; nothing changed.`;
      return [
        `${style.good('✓')} ${style.bold(ref)} created.`,
        style.dim(
          `Publish a subgraph to it: kontor subgraph publish ${ref} --name NAME --schema FILE --routing-url URL`,
        ),
      ].join('\n');
    });
  },
});
