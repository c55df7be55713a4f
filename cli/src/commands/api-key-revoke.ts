import * as z from 'zod';
import { API_KEY_PATTERN } from '@kontor/protocol';
import { argument, defineCommand, flag, ok } from '../command.js';
import { confirm } from '../confirm.js';
import { badUsage } from '../failure.js';
import { shortTime } from '../output/table.js';
import { API_KEY_FIELDS, apiKeyShape } from '../platform-client/api-key.js';
import { connect, CONNECTION_OPTIONS } from '../platform-client/connect.js';

const REVOKE_API_KEY = /* GraphQL */ `
  mutation RevokeApiKey($input: RevokeApiKeyInput!) {
    revokeApiKey(input: $input) {
      apiKey { ${API_KEY_FIELDS} }
    }
  }
`;

const shape = z.object({ revokeApiKey: z.object({ apiKey: apiKeyShape }) });

export const command = defineCommand({
  description: 'Revoking a key twice is fine. Asks first on a terminal; elsewhere it needs --yes.',
  args: { id: argument('key-id', 'The id of the key, as `kontor api-key list` shows it; never the secret.') },
  options: {
    yes: flag('Do not ask.'),
    dryRun: flag('Check everything, revoke nothing.'),
    ...CONNECTION_OPTIONS,
  },
  examples: ['api-key revoke k3j9x0c8m2v7q1aa --yes'],
  async run({ args, options }, context) {
    if (API_KEY_PATTERN.test(args.id))
      throw badUsage(
        'USAGE_INVALID',
        'That is the secret of a key, not its id; it now stands in the history of this shell.',
        `Pass the id alone: ${API_KEY_PATTERN.exec(args.id)?.[1] ?? 'the part between the first two underscores'}.`,
      );
    const client = await connect(options, context);
    const { dryRun } = options;
    if (!dryRun)
      await confirm(
        `Revoke key ${args.id}? Whatever uses it stops within 5 seconds.`,
        options.yes,
        context.io,
      );
    const { revokeApiKey } = await client.ask(REVOKE_API_KEY, { input: { id: args.id, dryRun } }, shape);
    const { apiKey } = revokeApiKey;
    return ok({ dryRun, apiKey }, (style) =>
      dryRun
        ? `Key ${style.bold(apiKey.name)} (${apiKey.id}) would be revoked; nothing changed.`
        : `${style.good('✓')} Key ${style.bold(apiKey.name)} (${apiKey.id}) is revoked since ${shortTime(apiKey.revokedAt) || 'now'}; it stops everywhere within 5 seconds.`,
    );
  },
});
