import * as z from 'zod';
import { formatGraphRef, type GraphRef } from '@kontor/protocol';
import {
  defineCommand,
  flag,
  no,
  ok,
  optionalArgument,
  type Outcome,
  requiredValue,
  value,
} from '../command.js';
import { resolveGraphRef } from '../config/settings.js';
import { badUsage } from '../failure.js';
import { type GitContext, readGitContext } from '../git/git-context.js';
import { checkOutcome, summaryOf } from '../output/check.js';
import { renderHints, renderProblems } from '../output/problems.js';
import { renderFacts, shortHash } from '../output/table.js';
import { checkSubgraph } from '../platform-client/check.js';
import type { PlatformClient } from '../platform-client/client.js';
import { connect, CONNECTION_OPTIONS } from '../platform-client/connect.js';
import { LAUNCH_RESULT_FIELDS, launchResult, settleLaunch } from '../platform-client/launch.js';
import { loadSchema } from '../schema/load-schema.js';
import type { SchemaSource } from '../schema/schema-source.js';

const PUBLISH_SUBGRAPH = /* GraphQL */ `
  mutation PublishSubgraph($input: PublishSubgraphInput!) {
    publishSubgraph(input: $input) {
      changed
      version { id sdlHash routingUrl }
      launch { ${LAUNCH_RESULT_FIELDS} }
    }
  }
`;

const publication = z.object({
  changed: z.boolean(),
  version: z.object({ id: z.string(), sdlHash: z.string(), routingUrl: z.string() }),
  launch: launchResult,
});

const shape = z.object({ publishSubgraph: publication });

export const command = defineCommand({
  description:
    'A schema that does not compose with the live ones is refused (exit 1) and changes nothing for clients.\n' +
    'Returns when gateways can load the new supergraph.',
  args: { ref: optionalArgument('graph[@variant]', 'The variant (env KONTOR_GRAPH_REF).') },
  options: {
    name: requiredValue('subgraph', "The subgraph's name."),
    schema: requiredValue('path', 'A file, a quoted pattern, or - for standard input.'),
    routingUrl: value('url', 'Where the gateway reaches the subgraph (default: as in the live version).'),
    check: flag('Check first, and publish only what passes: no refused version is recorded.'),
    dryRun: flag('Check only, publish nothing.'),
    gitBranch: value('branch', 'Branch of the source (env KONTOR_VCS_BRANCH; default: asked of git).'),
    gitCommit: value('commit', 'Commit of the source (env KONTOR_VCS_COMMIT).'),
    gitAuthor: value('author', 'Author of the commit (env KONTOR_VCS_AUTHOR).'),
    gitMessage: value('message', 'First line of its message (env KONTOR_VCS_MESSAGE).'),
    gitRemoteUrl: value('url', 'Remote of the repository, without credentials (env KONTOR_VCS_REMOTE_URL).'),
    ...CONNECTION_OPTIONS,
  },
  examples: [
    'subgraph publish storefront@current --name reviews --schema reviews.graphql --routing-url http://reviews:4104/graphql',
    'subgraph publish storefront --name reviews --schema "schema/*.graphql" --check',
    'generate-schema | kontor subgraph publish storefront --name reviews --schema - --dry-run',
  ],
  async run({ args, options }, context) {
    const ref = await resolveGraphRef(args.ref, context.io);
    const source = await loadSchema(options.schema, context.io);
    const client = await connect(options, context);
    const { name, routingUrl } = options;
    const named = formatGraphRef(ref);
    if (options.dryRun || options.check) {
      const verdict = await context.progress.during(`Checking ${name} against ${named}`, () =>
        checkSubgraph(client, ref, { name, sdl: source.sdl, routingUrl }),
      );
      if (verdict.passed && verdict.supergraphHash === null)
        throw badUsage(
          'ROUTING_URL_REQUIRED',
          `${name} is not live in ${named}, so there is no routing URL to keep.`,
        );
      if (options.dryRun || !verdict.passed)
        return checkOutcome({ ref: named, name, dryRun: options.dryRun }, verdict, source);
    }
    const gitContext = await readGitContext(
      {
        branch: options.gitBranch,
        commit: options.gitCommit,
        author: options.gitAuthor,
        message: options.gitMessage,
        remoteUrl: options.gitRemoteUrl,
      },
      context.io,
    );
    const startedAtMs = performance.now();
    const published = await context.progress.during(`Publishing ${name} to ${named}`, () =>
      publish(client, ref, { name, source, routingUrl, gitContext }),
    );
    const tookMs = Math.round(performance.now() - startedAtMs);
    return publishOutcome(named, name, published, source, tookMs);
  },
});

async function publish(
  client: PlatformClient,
  ref: GraphRef,
  what: {
    name: string;
    source: SchemaSource;
    routingUrl: string | undefined;
    gitContext: GitContext | undefined;
  },
): Promise<z.infer<typeof publication>> {
  const input = {
    ref: formatGraphRef(ref),
    name: what.name,
    sdl: what.source.sdl,
    routingUrl: what.routingUrl,
    gitContext: what.gitContext,
  };
  const { publishSubgraph } = await client.ask(PUBLISH_SUBGRAPH, { input }, shape);
  return { ...publishSubgraph, launch: await settleLaunch(client, publishSubgraph.launch) };
}

function publishOutcome(
  ref: string,
  name: string,
  { changed, version, launch }: z.infer<typeof publication>,
  source: SchemaSource,
  tookMs: number,
): Outcome {
  const data = { ref, name, dryRun: false, changed, version, launch };
  if (launch.status === 'REFUSED') {
    const reason = {
      code: 'PUBLISH_REFUSED',
      message: `${name} was refused by ${ref}: ${summaryOf(launch.problems)}. Nothing changed for clients.`,
      fix: 'Correct the schema at the places named and publish again; `kontor subgraph check` asks without publishing.',
    };
    return no(reason, data, (style) =>
      [
        `${style.bad('✗')} ${style.bold(name)} was refused by ${style.bold(ref)} (launch #${launch.sequence}). Nothing changed for clients.`,
        renderProblems(launch.problems, new Map([[name, source]]), style),
      ].join('\n\n'),
    );
  }
  return ok(data, (style) => {
    if (!changed)
      return `${style.good('✓')} ${style.bold(name)} is live in ${style.bold(ref)} with this schema and routing URL already; nothing was recorded.`;
    return [
      `${style.good('✓')} ${style.bold(name)} is published to ${style.bold(ref)}: launch #${launch.sequence}, ${tookMs} ms.`,
      renderFacts(
        [
          ['  routing url', version.routingUrl],
          ['  schema', shortHash(version.sdlHash)],
          ['  supergraph', launch.supergraph && shortHash(launch.supergraph.hash)],
          ['  launch', launch.id],
        ],
        style,
      ),
      ...(launch.hints.length === 0 ? [] : ['', renderHints(launch.hints, style)]),
    ].join('\n');
  });
}
