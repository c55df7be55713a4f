import * as z from 'zod';
import { PERMISSIONS, permissionToEnum, ROLES } from '@kontor/protocol';
import { choice, defineCommand, flag, list, ok, type Outcome, requiredValue, value } from '../command.js';
import { badUsage } from '../failure.js';
import type { Style } from '../output/style.js';
import { renderFacts } from '../output/table.js';
import { API_KEY_FIELDS, apiKeyShape } from '../platform-client/api-key.js';
import { connect, CONNECTION_OPTIONS } from '../platform-client/connect.js';
import { findOrganisation } from '../platform-client/organisation.js';
import { permissionName } from '../output/permission.js';

const CREATE_API_KEY = /* GraphQL */ `
  mutation CreateApiKey($input: CreateApiKeyInput!) {
    createApiKey(input: $input) {
      secret
      apiKey { ${API_KEY_FIELDS} }
    }
  }
`;

const shape = z.object({
  createApiKey: z.object({ secret: z.string().nullable(), apiKey: apiKeyShape.nullable() }),
});

const ROLE_NAMES = Object.keys(ROLES).map((role) => role.toLowerCase());

export const command = defineCommand({
  description:
    'The secret is printed once and stored nowhere but as a hash. A file given with --output gets mode 0600.',
  args: {},
  options: {
    name: requiredValue('text', 'Name for people, such as "CI of team reviews".'),
    role: choice(ROLE_NAMES, 'What the key may do, as a named set.'),
    permission: list(
      'permission',
      `Single permissions (${PERMISSIONS.slice(0, 2).join(', ')}, …); with --role, those of both.`,
    ),
    graph: list('graph', 'Limit the key to these graphs (default: every graph of the organisation).'),
    expires: value(
      'when',
      'When it stops by itself: 12h, 30d, or a time as in 2027-01-31T00:00:00Z (default: never).',
    ),
    organisation: value('slug', "The organisation (default: the key's own)."),
    dryRun: flag('Check everything, create nothing.'),
    ...CONNECTION_OPTIONS,
  },
  examples: [
    'api-key create --name "gateway, production" --role gateway --graph storefront',
    'api-key create --name ci --permission subgraph:publish,subgraph:check --graph storefront --expires 90d --output ci.key --format json',
  ],
  async run({ options }, context) {
    const permissions = options.permission.map(readPermission);
    if (options.role === undefined && permissions.length === 0)
      throw badUsage(
        'USAGE_INVALID',
        'A key without permissions could do nothing: give --role, --permission, or both.',
        `Roles are ${ROLE_NAMES.join(', ')}.`,
      );
    const expiresAt = options.expires === undefined ? null : readExpiry(options.expires, Date.now());
    const client = await connect(options, context);
    const organisationId =
      options.organisation === undefined ? null : (await findOrganisation(client, options.organisation)).id;
    const input = {
      organisationId,
      name: options.name,
      role: options.role?.toUpperCase() ?? null,
      permissions: permissions.length === 0 ? null : permissions,
      graphs: options.graph.length === 0 ? null : options.graph,
      expiresAt,
      dryRun: options.dryRun,
    };
    const { createApiKey } = await client.ask(CREATE_API_KEY, { input }, shape);
    return outcomeOf(createApiKey, options.dryRun, options.name);
  },
});

function outcomeOf(
  { secret, apiKey }: z.infer<typeof shape>['createApiKey'],
  dryRun: boolean,
  name: string,
): Outcome {
  if (apiKey === null || secret === null)
    return ok(
      { dryRun, apiKey: null, secret: null },
      (style) => `A key named ${style.bold(name)} would be created; nothing changed.`,
    );
  const text = (style: Style) =>
    [
      `${style.good('✓')} Key ${style.bold(apiKey.name)} created. Its secret is shown this once:`,
      '',
      `  ${style.bold(secret)}`,
      '',
      renderFacts(
        [
          ['id', apiKey.id],
          ['may', apiKey.permissions.map(permissionName).join(', ')],
          ['graphs', apiKey.graphs?.join(', ') ?? 'every graph of the organisation'],
          ['expires', apiKey.expiresAt ?? 'never'],
        ],
        style,
      ),
      '',
      style.dim(`Use it as KONTOR_API_KEY; take it back with \`kontor api-key revoke ${apiKey.id}\`.`),
    ].join('\n');
  return ok({ dryRun, apiKey, secret }, text, true);
}

/** `subgraph:publish` or `SUBGRAPH_PUBLISH` -> `SUBGRAPH_PUBLISH` */
function readPermission(text: string): string {
  const found = PERMISSIONS.find(
    (permission) => permission === text.toLowerCase() || permissionToEnum(permission) === text.toUpperCase(),
  );
  if (found === undefined)
    throw badUsage(
      'USAGE_INVALID',
      `There is no permission "${text}".`,
      `Permissions are ${PERMISSIONS.join(', ')}.`,
    );
  return permissionToEnum(found);
}

const HOUR_MS = 3_600_000;
const LIFE_HOURS_MAX = 10 * 366 * 24;

/** `12h`, `30d` or an ISO time, as an ISO time in the future. Throws a CliFailure (bad usage). */
export function readExpiry(text: string, nowMs: number): string {
  const life = /^(\d{1,6})([hd])$/.exec(text);
  const atMs = life ? nowMs + Number(life[1]) * (life[2] === 'd' ? 24 : 1) * HOUR_MS : Date.parse(text);
  const wellFormed =
    life !== null || /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  if (!wellFormed || Number.isNaN(atMs))
    throw badUsage(
      'USAGE_INVALID',
      `--expires takes 12h, 30d or a time such as 2027-01-31T00:00:00Z, not "${text}".`,
    );
  if (atMs <= nowMs) throw badUsage('USAGE_INVALID', `--expires ${text} is in the past.`);
  if (atMs - nowMs > LIFE_HOURS_MAX * HOUR_MS)
    throw badUsage(
      'USAGE_INVALID',
      `--expires ${text} is more than ten years away.`,
      'Leave it out for a key that never expires.',
    );
  return new Date(atMs).toISOString();
}
