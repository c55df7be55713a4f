import * as z from 'zod';
import { formatGraphRef } from '@kontor/protocol';
import { defineCommand, flag, no, ok, optionalArgument, requiredValue } from '../command.js';
import { resolveGraphRef } from '../config/settings.js';
import { confirm } from '../confirm.js';
import { summaryOf } from '../output/check.js';
import { renderProblems } from '../output/problems.js';
import { connect, CONNECTION_OPTIONS } from '../platform-client/connect.js';
import { LAUNCH_RESULT_FIELDS, launchResult, settleLaunch } from '../platform-client/launch.js';
import { compositionProblem, PROBLEM_FIELDS } from '../platform-client/problems.js';

const DELETE_SUBGRAPH = /* GraphQL */ `
  mutation DeleteSubgraph($input: DeleteSubgraphInput!) {
    deleteSubgraph(input: $input) {
      passed
      problems { ${PROBLEM_FIELDS} }
      launch { ${LAUNCH_RESULT_FIELDS} }
    }
  }
`;

const shape = z.object({
  deleteSubgraph: z.object({
    passed: z.boolean(),
    problems: z.array(compositionProblem),
    launch: launchResult.nullable(),
  }),
});

export const command = defineCommand({
  description:
    'Refused (exit 1) when what remains does not compose. Asks first on a terminal; elsewhere it needs --yes.',
  args: { ref: optionalArgument('graph[@variant]', 'The variant (env KONTOR_GRAPH_REF).') },
  options: {
    name: requiredValue('subgraph', "The subgraph's name."),
    yes: flag('Do not ask.'),
    dryRun: flag('Say whether the rest would compose, delete nothing.'),
    ...CONNECTION_OPTIONS,
  },
  examples: [
    'subgraph delete storefront@staging --name reviews --dry-run',
    'subgraph delete storefront@staging --name reviews --yes',
  ],
  async run({ args, options }, context) {
    const ref = formatGraphRef(await resolveGraphRef(args.ref, context.io));
    const { name, dryRun } = options;
    const client = await connect(options, context);
    if (!dryRun)
      await confirm(
        `Delete ${name} from ${ref}? Clients lose the fields that only it serves.`,
        options.yes,
        context.io,
      );
    const { deleteSubgraph } = await context.progress.during(
      `${dryRun ? 'Checking' : 'Deleting'} ${name} in ${ref}`,
      () => client.ask(DELETE_SUBGRAPH, { input: { ref, name, dryRun } }, shape),
    );
    const { passed, problems } = deleteSubgraph;
    const launch = deleteSubgraph.launch && (await settleLaunch(client, deleteSubgraph.launch));
    const data = { ref, name, dryRun, passed, problems, launch };
    if (!passed || launch?.status === 'REFUSED') {
      const reason = {
        code: 'DELETE_REFUSED',
        message: `${name} ${dryRun ? 'could not be' : 'was not'} deleted from ${ref}: ${summaryOf(problems)}. Nothing changed for clients.`,
        fix: 'Publish the other subgraphs without their references to it first.',
      };
      return no(reason, data, (style) =>
        [
          `${style.bad('✗')} ${style.bold(name)} ${dryRun ? 'could not be' : 'was not'} deleted from ${style.bold(ref)}: what remains does not compose. Nothing changed for clients.`,
          renderProblems(problems, new Map(), style),
        ].join('\n\n'),
      );
    }
    return ok(data, (style) =>
      dryRun
        ? `${style.good('✓')} ${style.bold(name)} could be deleted from ${style.bold(ref)}: what remains composes. Nothing changed.`
        : `${style.good('✓')} ${style.bold(name)} is deleted from ${style.bold(ref)}${launch ? `: launch #${launch.sequence}` : ''}.`,
    );
  },
});
