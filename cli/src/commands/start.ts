import { defineCommand, flag, value } from '../command.js';
import { runStart } from '../launcher/start.js';

export const command = defineCommand({
  description:
    'Starts PostgreSQL (unless DATABASE_URL names one), the platform, the subgraphs of kontor.yaml and\n' +
    'the gateway, publishes the subgraphs, and keeps all of it running. A publish of a team is never\n' +
    'undone. Runs until SIGTERM or Ctrl-C, which finishes what is in flight; a second one ends at once.\n' +
    'Ports: KONTOR_GATEWAY_PORT, KONTOR_PLATFORM_PORT, KONTOR_SUBGRAPH_PORT_BASE.\n' +
    '\n' +
    'Without kontor.yaml it runs no subgraph, and the gateway answers SUPERGRAPH_NOT_READY until the\n' +
    'first `kontor subgraph publish`, which it then serves. `kontor init subgraph NAME` writes a\n' +
    'subgraph and adds it to kontor.yaml.',
  args: {},
  options: {
    config: value('file', 'What to run; default kontor.yaml, if there is one.'),
    graph: value(
      'graph[@variant]',
      'The graph that is served (default: that of kontor.yaml, else KONTOR_GRAPH_REF, else main@current).',
    ),
    home: value('folder', 'Where database, keys and logs are kept (env KONTOR_HOME; default .kontor).'),
    verbose: flag('Show every line that the processes log, not only warnings.'),
  },
  examples: [
    'start',
    'start --verbose',
    'start --graph shop@staging',
    'start --config other.yaml --home /var/lib/kontor',
  ],
  run: ({ options }, context) => runStart(options, context),
});
