import { AUDIT_ACTIONS, isAuditTopic } from '@kontor/protocol';
import * as z from 'zod';
import { defineCommand, ok, value } from '../command.js';
import { badUsage } from '../failure.js';
import type { Style } from '../output/style.js';
import { renderTable, shortTime } from '../output/table.js';
import type { PlatformClient } from '../platform-client/client.js';
import { connect, CONNECTION_OPTIONS } from '../platform-client/connect.js';
import { findOrganisation, ownOrganisation } from '../platform-client/organisation.js';
import {
  collectPages,
  CONNECTION_FIELDS,
  connectionOf,
  LIST_ITEMS_DEFAULT,
  LIST_OPTIONS,
  type Listing,
  remainderLine,
} from '../platform-client/pages.js';

const ENTRY = /* GraphQL */ `
  ${CONNECTION_FIELDS}
  edges {
    node {
      id occurredAt action outcome targetId targetName reasonCodes
      changes { field before after }
      actorId actorKind actorName keyId requestId
    }
  }
`;

/** Two domains of the platform write a log each; graphs belong to the second. */
const LOGS = {
  accessAudit: /* GraphQL */ `
    query AccessAudit($slug: String!, $first: Int!, $after: String, $filter: AuditFilter) {
      organisation(slug: $slug) { log: accessAudit(first: $first, after: $after, filter: $filter) { ${ENTRY} } }
    }
  `,
  graphAudit: /* GraphQL */ `
    query GraphAudit($slug: String!, $first: Int!, $after: String, $filter: AuditFilter, $graph: String) {
      organisation(slug: $slug) {
        log: graphAudit(first: $first, after: $after, filter: $filter, graph: $graph) { ${ENTRY} }
      }
    }
  `,
} as const;

const entryShape = z.object({
  id: z.string(),
  occurredAt: z.string(),
  action: z.string(),
  outcome: z.string(),
  targetId: z.string(),
  targetName: z.string(),
  reasonCodes: z.array(z.string()),
  changes: z.array(
    z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
  actorId: z.string(),
  actorKind: z.string(),
  actorName: z.string(),
  keyId: z.string().nullable(),
  requestId: z.string().nullable(),
});

type Entry = z.infer<typeof entryShape>;

const shape = z.object({ organisation: z.object({ log: connectionOf(entryShape) }).nullable() });

export const command = defineCommand({
  args: {},
  options: {
    graph: value('name', 'Only changes of this graph.'),
    since: value('instant', 'Only from this moment on, such as 2026-01-31T12:00:00Z.'),
    until: value('instant', 'Only before this moment.'),
    actor: value('who', 'Only what this actor did: its id or name, or the id of its key.'),
    action: value('noun.verb', 'Only this action, such as api-key.create, or all of a noun, such as member.'),
    organisation: value('slug', "The organisation (default: the key's own)."),
    ...LIST_OPTIONS,
    ...CONNECTION_OPTIONS,
  },
  examples: [
    'audit list',
    'audit list --graph storefront --since 2026-01-31T12:00:00Z',
    'audit list --action api-key --format json',
  ],
  async run({ options }, context) {
    const { graph, since, until, actor, action } = options;
    if (action !== undefined && !isAuditTopic(action))
      throw badUsage(
        'USAGE_INVALID',
        `"${action}" is not an action.`,
        `Name one of ${AUDIT_ACTIONS.join(', ')}, or the part before the dot.`,
      );
    const client = await connect(options, context);
    const { slug } =
      options.organisation === undefined
        ? await ownOrganisation(client)
        : await findOrganisation(client, options.organisation);
    const filter = { since, until, actor, action };
    const read = (log: keyof typeof LOGS) => readLog(client, log, { slug, filter, graph }, options.limit);
    const listing = newestOf(
      await Promise.all(
        graph === undefined ? [read('accessAudit'), read('graphAudit')] : [read('graphAudit')],
      ),
      options.limit,
    );
    return ok({ organisation: slug, entries: listing.items, totalCount: listing.totalCount }, (style) =>
      render(slug, listing, style),
    );
  },
});

async function readLog(
  client: PlatformClient,
  log: keyof typeof LOGS,
  { slug, filter, graph }: { slug: string; filter: object; graph: string | undefined },
  limit: number | undefined,
): Promise<Listing<Entry>> {
  return collectPages(async (first, after) => {
    const variables = { slug, first, after, filter, ...(log === 'graphAudit' && { graph }) };
    const { organisation } = await client.ask(LOGS[log], variables, shape);
    if (organisation === null) throw new Error(`organisation ${slug} was there a moment ago`);
    return organisation.log;
  }, limit);
}

/** The newest entries of several logs, each newest first. */
function newestOf(logs: readonly Listing<Entry>[], limit: number | undefined): Listing<Entry> {
  return {
    items: logs
      .flatMap(({ items }) => items)
      .toSorted((a, b) => (a.occurredAt < b.occurredAt ? 1 : a.occurredAt > b.occurredAt ? -1 : 0))
      .slice(0, limit ?? LIST_ITEMS_DEFAULT),
    totalCount: logs.reduce((sum, { totalCount }) => sum + totalCount, 0),
  };
}

function render(slug: string, listing: Listing<Entry>, style: Style): string {
  if (listing.items.length === 0) return `Nothing in the audit log of ${style.bold(slug)} fits.`;
  const table = renderTable(
    listing.items,
    [
      { title: 'when', cell: ({ occurredAt }) => shortTime(occurredAt) },
      { title: 'who', cell: ({ actorName }) => actorName },
      { title: 'action', cell: ({ action }) => action, dress: (cell) => style.bold(cell) },
      { title: 'on', cell: ({ targetName }) => targetName },
      {
        title: 'outcome',
        cell: ({ outcome, reasonCodes }) => [outcome.toLowerCase(), ...reasonCodes].join(' '),
        dress: (cell, { outcome }) => (outcome === 'DONE' ? style.good(cell) : style.bad(cell)),
      },
      {
        title: 'changes',
        cell: ({ changes }) =>
          changes.map(({ field, before, after }) => `${field} ${arrow(before, after)}`).join(', '),
      },
    ],
    style,
  );
  return [table, remainderLine(listing, style)].filter((line) => line !== '').join('\n');
}

/** Hashes and ids are long, and their first letters are enough for people. */
const arrow = (before: string | null, after: string | null): string => `${brief(before)} → ${brief(after)}`;
const brief = (text: string | null): string => {
  if (text === null) return '–';
  const hash = /^sha256-(.{12})/.exec(text);
  if (hash) return hash[1] as string;
  return text.length > BRIEF_LENGTH_MAX ? `${text.slice(0, BRIEF_LENGTH_MAX)}…` : text;
};
const BRIEF_LENGTH_MAX = 32;
