import * as z from 'zod';
import { defineCommand, ok } from '../command.js';
import { connect, CONNECTION_OPTIONS } from '../platform-client/connect.js';
import { permissionName } from '../output/permission.js';
import { renderFacts } from '../output/table.js';
import { describeVersions } from '../platform-client/platform-versions.js';
import { cliVersion } from '../version.js';

const WHO_AM_I = /* GraphQL */ `
  query WhoAmI {
    whoAmI {
      actor {
        id
        kind
        name
      }
      organisation {
        id
        slug
        name
      }
      apiKey {
        id
        name
        graphs
        expiresAt
      }
      permissions
    }
  }
`;

const shape = z.object({
  whoAmI: z.object({
    actor: z.object({ id: z.string(), kind: z.string(), name: z.string() }),
    organisation: z.object({ id: z.string(), slug: z.string(), name: z.string() }).nullable(),
    apiKey: z
      .object({
        id: z.string(),
        name: z.string(),
        graphs: z.array(z.string()).nullable(),
        expiresAt: z.string().nullable(),
      })
      .nullable(),
    permissions: z.array(z.string()),
  }),
});

export const command = defineCommand({
  args: {},
  options: CONNECTION_OPTIONS,
  examples: ['whoami', 'whoami --format json'],
  async run({ options }, context) {
    const client = await connect(options, context);
    const { whoAmI } = await client.ask(WHO_AM_I, {}, shape);
    const { actor, organisation, apiKey, permissions } = whoAmI;
    const versions = { cli: cliVersion(), ...client.versions() };
    return ok({ ...whoAmI, platformUrl: client.platformUrl, versions }, (style) =>
      renderFacts(
        [
          ['actor', `${actor.name} (${actor.kind.toLowerCase()})`],
          ['organisation', organisation && `${organisation.name} (${organisation.slug})`],
          ['key', apiKey && `${apiKey.name} (${apiKey.id})`],
          ['expires', apiKey && (apiKey.expiresAt ?? 'never')],
          ['graphs', apiKey && (apiKey.graphs?.join(', ') ?? 'every graph of the organisation')],
          ['may', permissions.map(permissionName).join(', ')],
          ['platform', client.platformUrl],
          ['versions', `CLI ${versions.cli}, platform ${describeVersions(versions)}`],
        ],
        style,
      ),
    );
  },
});
