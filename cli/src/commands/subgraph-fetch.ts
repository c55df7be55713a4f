import { formatGraphRef } from '@kontor/protocol';
import { defineCommand, ok, optionalArgument, requiredValue } from '../command.js';
import { resolveGraphRef } from '../config/settings.js';
import { printable } from '../output/style.js';
import { connect, CONNECTION_OPTIONS } from '../platform-client/connect.js';
import { fetchSubgraph } from '../platform-client/subgraph.js';

export const command = defineCommand({
  args: { ref: optionalArgument('graph[@variant]', 'The variant (env KONTOR_GRAPH_REF).') },
  options: { name: requiredValue('subgraph', "The subgraph's name."), ...CONNECTION_OPTIONS },
  examples: [
    'subgraph fetch storefront@current --name reviews',
    'subgraph fetch storefront --name reviews --output reviews.graphql',
  ],
  async run({ args, options }, context) {
    const ref = await resolveGraphRef(args.ref, context.io);
    const client = await connect(options, context);
    const version = await fetchSubgraph(client, ref, options.name);
    return ok({ ref: formatGraphRef(ref), name: options.name, version }, () => printable(version.sdl));
  },
});
