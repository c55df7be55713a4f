import * as z from 'zod';
import { formatGraphRef } from '@kontor/protocol';
import { defineCommand, flag, ok, optionalArgument } from '../command.js';
import { resolveGraphRef } from '../config/settings.js';
import { couldNotRun } from '../failure.js';
import { variantAbsent } from '../platform-client/absent.js';
import { connect, CONNECTION_OPTIONS } from '../platform-client/connect.js';
import { printable } from '../output/style.js';

const SUPERGRAPH = /* GraphQL */ `
  query Supergraph($ref: String!) {
    variant(ref: $ref) {
      supergraph {
        hash
        sdl
        apiSdl
      }
      currentLaunch {
        id
        sequence
      }
    }
  }
`;

const shape = z.object({
  variant: z
    .object({
      supergraph: z.object({ hash: z.string(), sdl: z.string(), apiSdl: z.string() }).nullable(),
      currentLaunch: z.object({ id: z.string(), sequence: z.number().int() }).nullable(),
    })
    .nullable(),
});

export const command = defineCommand({
  args: { ref: optionalArgument('graph[@variant]', 'The variant (env KONTOR_GRAPH_REF).') },
  options: { api: flag('The schema that clients see, without the routing facts.'), ...CONNECTION_OPTIONS },
  examples: [
    'supergraph fetch storefront@current --output supergraph.graphql',
    'supergraph fetch storefront --api',
  ],
  async run({ args, options }, context) {
    const ref = await resolveGraphRef(args.ref, context.io);
    const client = await connect(options, context);
    const { variant } = await client.ask(SUPERGRAPH, { ref: formatGraphRef(ref) }, shape);
    if (variant === null) throw variantAbsent(ref);
    if (variant.supergraph === null)
      throw couldNotRun(
        'SUPERGRAPH_NOT_READY',
        `${formatGraphRef(ref)} has no supergraph yet: nothing that composes was published.`,
      );
    const { hash } = variant.supergraph;
    const sdl = options.api ? variant.supergraph.apiSdl : variant.supergraph.sdl;
    return ok({ ref: formatGraphRef(ref), hash, launch: variant.currentLaunch, sdl }, () => printable(sdl));
  },
});
