import { defineCommand, list, repeated, value, wholeNumber } from '../command.js';
import { runDev } from '../dev/run-dev.js';
import { CONNECTION_OPTIONS } from '../platform-client/connect.js';

const PORT_MAX = 65_535;

export const command = defineCommand({
  description:
    'Composes your subgraphs whenever a schema file is saved, and serves the result with GraphiQL,\n' +
    'without a restart. No account, platform or database is needed, unless --graph takes the other\n' +
    'subgraphs from a deployed graph. What does not compose is told with its place, and what composed\n' +
    'last stays in service. Another subgraph that is away or talks nonsense does not stop you: its last\n' +
    'good schema is used (kept in KONTOR_HOME). It starts no process: run your subgraph as you do.',
  args: {},
  options: {
    config: value('file', 'A supergraph.yaml, graph.yaml or kontor.yaml; default the kontor.yaml here.'),
    name: repeated('subgraph', 'A subgraph to work on. Repeat it, each with its --schema and --routing-url.'),
    schema: repeated('path', 'Its schema: a file or a quoted pattern.'),
    routingUrl: repeated('url', 'Where it answers; without --schema it is also asked for its schema.'),
    only: list('subgraph', 'Of the file, only these.'),
    graph: value('graph[@variant]', 'Take all other subgraphs from this deployed graph.'),
    port: wholeNumber('port', 'Where to listen (env KONTOR_DEV_PORT; default 4010). 0 takes a free one.', {
      min: 0,
      max: PORT_MAX,
    }),
    host: value('address', 'Address to listen at (default 127.0.0.1).'),
    gatewayConfig: value('file', 'A YAML file of gateway options: headers, CORS, limits.'),
    ...CONNECTION_OPTIONS,
  },
  examples: [
    'dev',
    'dev --config supergraph.yaml',
    'dev --name reviews --schema reviews.graphql --routing-url http://127.0.0.1:4104/graphql',
    'dev --graph storefront@current --name reviews --schema "schema/*.graphql" --routing-url http://127.0.0.1:4104/graphql',
    'dev --graph storefront@current --only reviews --format json',
  ],
  run: ({ options }, context) => runDev(options, context),
});
