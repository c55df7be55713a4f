import * as z from 'zod';
import { argument, defineCommand, ok } from '../command.js';
import { couldNotRun } from '../failure.js';
import { connect, CONNECTION_OPTIONS } from '../platform-client/connect.js';
import {
  compositionHint,
  compositionProblem,
  HINT_FIELDS,
  PROBLEM_FIELDS,
} from '../platform-client/problems.js';
import { joinSchemaFiles } from '../schema/schema-source.js';
import { launchStatusStyle } from '../output/launch.js';
import { renderHints, renderProblems } from '../output/problems.js';
import { renderFacts, shortTime } from '../output/table.js';

const LAUNCH = /* GraphQL */ `
  query Launch($id: ID!) {
    launch(id: $id) {
      id
      sequence
      status
      cause
      subgraphName
      createdAt
      completedAt
      createdBy { id kind name }
      variant { ref }
      version { id sdl sdlHash routingUrl status gitContext { branch commit author message remoteUrl } }
      supergraph { hash }
      problems { ${PROBLEM_FIELDS} }
      hints { ${HINT_FIELDS} }
    }
  }
`;

const gitContext = z.object({
  branch: z.string().nullable(),
  commit: z.string().nullable(),
  author: z.string().nullable(),
  message: z.string().nullable(),
  remoteUrl: z.string().nullable(),
});

const shape = z.object({
  launch: z
    .object({
      id: z.string(),
      sequence: z.number().int(),
      status: z.string(),
      cause: z.string(),
      subgraphName: z.string(),
      createdAt: z.string(),
      completedAt: z.string().nullable(),
      createdBy: z.object({ id: z.string(), kind: z.string(), name: z.string() }),
      variant: z.object({ ref: z.string() }),
      version: z
        .object({
          id: z.string(),
          sdl: z.string(),
          sdlHash: z.string(),
          routingUrl: z.string(),
          status: z.string(),
          gitContext: gitContext.nullable(),
        })
        .nullable(),
      supergraph: z.object({ hash: z.string() }).nullable(),
      problems: z.array(compositionProblem),
      hints: z.array(compositionHint),
    })
    .nullable(),
});

export const command = defineCommand({
  args: { id: argument('launch', 'The id of the launch, as `kontor launch list` shows it.') },
  options: CONNECTION_OPTIONS,
  examples: ['launch show 01J9Z3V7Q8'],
  async run({ args, options }, context) {
    const client = await connect(options, context);
    const { launch } = await client.ask(LAUNCH, { id: args.id }, shape);
    if (launch === null)
      throw couldNotRun(
        'LAUNCH_NOT_FOUND',
        `There is no launch ${args.id} that this key may see.`,
        '`kontor launch list GRAPH` shows launches with their ids.',
      );
    const { version } = launch;
    const git = version?.gitContext;
    return ok(launch, (style) => {
      const facts = renderFacts(
        [
          ['launch', `#${launch.sequence} of ${launch.variant.ref}`],
          ['id', launch.id],
          ['cause', `${launch.cause.toLowerCase()} ${launch.subgraphName}`],
          ['by', `${launch.createdBy.name} (${launch.createdBy.kind.toLowerCase()})`],
          ['asked for', shortTime(launch.createdAt)],
          ['completed', shortTime(launch.completedAt)],
          ['routing url', version?.routingUrl],
          ['schema', version?.sdlHash],
          ['supergraph', launch.supergraph?.hash],
          [
            'commit',
            git &&
              [git.commit?.slice(0, 12), git.branch && `on ${git.branch}`, git.author && `by ${git.author}`]
                .filter(Boolean)
                .join(' '),
          ],
          ['message', git?.message],
          ['remote', git?.remoteUrl],
        ],
        style,
      );
      const status = launchStatusStyle(launch.status, style)(style.bold(launch.status.toLowerCase()));
      // The version's schema came with the answer, so its places can be shown although no file is at hand.
      const sources = new Map(
        version
          ? [
              [
                launch.subgraphName,
                joinSchemaFiles([{ path: `${launch.subgraphName}.graphql`, text: version.sdl }]),
              ],
            ]
          : [],
      );
      const problems = launch.problems.length === 0 ? '' : renderProblems(launch.problems, sources, style);
      return [`${status}\n${facts}`, problems, renderHints(launch.hints, style)]
        .filter((part) => part !== '')
        .join('\n\n');
    });
  },
});
