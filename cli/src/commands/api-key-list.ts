import * as z from 'zod';
import { defineCommand, flag, ok, value } from '../command.js';
import { couldNotRun } from '../failure.js';
import { renderTable, shortTime } from '../output/table.js';
import { API_KEY_FIELDS, apiKeyShape, keyState } from '../platform-client/api-key.js';
import type { PlatformClient } from '../platform-client/client.js';
import { connect, CONNECTION_OPTIONS } from '../platform-client/connect.js';
import {
  collectPages,
  CONNECTION_FIELDS,
  connectionOf,
  LIST_OPTIONS,
  type Page,
  remainderLine,
} from '../platform-client/pages.js';
import { findOrganisation } from '../platform-client/organisation.js';

const KEYS = `slug apiKeys(first: $first, after: $after) { ${CONNECTION_FIELDS} edges { node { ${API_KEY_FIELDS} } } }`;

const KEYS_OF_OWN = /* GraphQL */ `
  query OwnApiKeys($first: Int!, $after: String) {
    whoAmI { organisation { ${KEYS} } }
  }
`;

const KEYS_OF_ORGANISATION = /* GraphQL */ `
  query ApiKeys($slug: String!, $first: Int!, $after: String) {
    organisation(slug: $slug) { ${KEYS} }
  }
`;

const organisation = z.object({ slug: z.string(), apiKeys: connectionOf(apiKeyShape) }).nullable();
const ownShape = z.object({ whoAmI: z.object({ organisation }) });
const namedShape = z.object({ organisation });

export const command = defineCommand({
  args: {},
  options: {
    all: flag('Revoked and expired keys too.'),
    organisation: value('slug', "The organisation (default: the key's own)."),
    ...LIST_OPTIONS,
    ...CONNECTION_OPTIONS,
  },
  examples: ['api-key list', 'api-key list --all --limit 500'],
  async run({ options }, context) {
    const client = await connect(options, context);
    // An organisation that is not there is told apart from one without keys before the first page.
    if (options.organisation !== undefined) await findOrganisation(client, options.organisation);
    const listing = await collectPages(
      (first, after) => fetchPage(client, options.organisation, first, after),
      options.limit,
    );
    const nowMs = Date.now();
    const keys = listing.items
      .map((key) => ({ ...key, state: keyState(key, nowMs) }))
      .filter((key) => options.all || key.state === 'active');
    const hidden = listing.items.length - keys.length;
    return ok({ apiKeys: keys, totalCount: listing.totalCount }, (style) => {
      const table = renderTable(
        keys,
        [
          { title: 'id', cell: ({ id }) => id, dress: (cell) => style.bold(cell) },
          { title: 'name', cell: ({ name }) => name },
          {
            title: 'state',
            cell: ({ state }) => state,
            dress: (cell, { state }) => (state === 'active' ? style.good(cell) : style.dim(cell)),
          },
          { title: 'speaks for', cell: ({ actor }) => actor.name },
          { title: 'graphs', cell: ({ graphs }) => graphs?.join(', ') ?? 'all' },
          { title: 'expires', cell: ({ expiresAt }) => shortTime(expiresAt) || 'never' },
          { title: 'last used', cell: ({ lastUsedAt }) => shortTime(lastUsedAt) || 'never' },
        ],
        style,
      );
      const hiddenLine = hidden === 0 ? '' : style.dim(`${hidden} revoked or expired, --all shows them`);
      return [keys.length === 0 ? 'No active keys.' : table, hiddenLine, remainderLine(listing, style)]
        .filter((line) => line !== '')
        .join('\n');
    });
  },
});

async function fetchPage(
  client: PlatformClient,
  slug: string | undefined,
  first: number,
  after: string | null,
): Promise<Page<z.infer<typeof apiKeyShape>>> {
  const found =
    slug === undefined
      ? (await client.ask(KEYS_OF_OWN, { first, after }, ownShape)).whoAmI.organisation
      : (await client.ask(KEYS_OF_ORGANISATION, { slug, first, after }, namedShape)).organisation;
  if (found === null)
    throw couldNotRun(
      'PERMISSION_DENIED',
      'This key belongs to no organisation.',
      'Name one with --organisation.',
    );
  return found.apiKeys;
}
