import { formatGraphRef } from '@kontor/protocol';
import { defineCommand, optionalArgument, requiredValue } from '../command.js';
import { resolveGraphRef } from '../config/settings.js';
import { checkOutcome } from '../output/check.js';
import { checkSubgraph } from '../platform-client/check.js';
import { connect, CONNECTION_OPTIONS } from '../platform-client/connect.js';
import { loadSchema } from '../schema/load-schema.js';

export const command = defineCommand({
  description:
    'Checks composition against the live subgraphs, and that the gateway can serve the result. Exit 1 when not.',
  args: { ref: optionalArgument('graph[@variant]', 'The variant (env KONTOR_GRAPH_REF).') },
  options: {
    name: requiredValue('subgraph', "The subgraph's name."),
    schema: requiredValue('path', 'A file, a quoted pattern, or - for standard input.'),
    ...CONNECTION_OPTIONS,
  },
  examples: [
    'subgraph check storefront@current --name reviews --schema reviews.graphql',
    'subgraph check storefront --name reviews --schema "schema/**/*.graphql" --format json',
  ],
  async run({ args, options }, context) {
    const ref = await resolveGraphRef(args.ref, context.io);
    const source = await loadSchema(options.schema, context.io);
    const client = await connect(options, context);
    const verdict = await context.progress.during(
      `Checking ${options.name} against ${formatGraphRef(ref)}`,
      () => checkSubgraph(client, ref, { name: options.name, sdl: source.sdl }),
    );
    return checkOutcome({ ref: formatGraphRef(ref), name: options.name, dryRun: false }, verdict, source);
  },
});
