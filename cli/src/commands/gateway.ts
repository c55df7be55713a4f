import { join, resolve } from 'node:path';
import { formatGraphRef } from '@kontor/protocol';
import { defineCommand, ok, value, wholeNumber } from '../command.js';
import { type ConnectionFlags, resolveConnection, resolveGraphRef, resolveHome } from '../config/settings.js';
import { badUsage } from '../failure.js';
import type { Io } from '../io.js';
import { CONNECTION_OPTIONS } from '../platform-client/connect.js';
import { runUntilStopped } from '../run-until-stopped.js';

const PORT_MAX = 65_535;

export const command = defineCommand({
  description:
    'From a file it needs neither platform nor database, and loads the file again when it changes. From a graph it follows\n' +
    'what is published, and survives the platform being down on the last good copy in KONTOR_HOME. Every option has a\n' +
    'variable KONTOR_GATEWAY_*. Runs until SIGTERM or Ctrl-C; logs are JSON.',
  args: {},
  options: {
    supergraph: value('file', 'A supergraph file, watched for changes.'),
    graph: value('graph[@variant]', 'Follow this variant at the platform (env KONTOR_GRAPH_REF).'),
    port: wholeNumber(
      'port',
      'Where to listen (env KONTOR_GATEWAY_PORT; default 4000). 0 takes a free one.',
      { min: 0, max: PORT_MAX },
    ),
    host: value('address', 'Address to listen at (env KONTOR_GATEWAY_HOST; default 127.0.0.1).'),
    workers: value(
      'count',
      'Processes that answer clients (env KONTOR_GATEWAY_WORKERS; default 1). `auto`: one for each core.',
    ),
    config: value('file', 'A YAML file of gateway options (env KONTOR_GATEWAY_CONFIG).'),
    ...CONNECTION_OPTIONS,
  },
  examples: [
    'gateway --supergraph supergraph.graphql --port 4000',
    'gateway --graph storefront@current',
    'gateway --config gateway.yaml --workers auto',
  ],
  async run({ options }, context) {
    const { io } = context;
    if (options.supergraph !== undefined && options.graph !== undefined)
      throw badUsage(
        'USAGE_INVALID',
        '--supergraph and --graph exclude each other: a gateway has one source.',
      );
    const file = options.config ?? (io.env['KONTOR_GATEWAY_CONFIG'] || undefined);
    const flags = {
      ...(options.port === undefined ? {} : { port: options.port }),
      ...(options.host === undefined ? {} : { host: options.host }),
      ...(options.workers === undefined ? {} : { workers: workersOf(options.workers) }),
      ...(await sourceFlags(options, file, io)),
    };
    const { resolveGatewayConfig, startGateway } = await import('@kontor/gateway');
    const config = await resolveGatewayConfig({
      flags,
      env: io.env,
      ...(file === undefined ? {} : { file: resolve(io.cwd, file) }),
    });
    return runUntilStopped('gateway', async () => {
      const running = await startGateway(config);
      const source = config.supergraph ?? config.registry?.ref ?? null;
      await context.announce(
        ok(
          { url: running.url, port: running.port, source },
          (style) =>
            `${style.good('✓')} gateway serves ${style.bold(String(source))} at ${style.bold(running.url)}`,
        ),
      );
      return running;
    });
  },
});

/** What it may be is checked with the rest of the configuration. */
const workersOf = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);

/** What the command line says about the source; without a word from it, file and environment decide. */
async function sourceFlags(
  options: ConnectionFlags & { supergraph?: string | undefined; graph?: string | undefined },
  file: string | undefined,
  io: Pick<Io, 'env' | 'cwd'>,
): Promise<object> {
  if (options.supergraph !== undefined) return { supergraph: resolve(io.cwd, options.supergraph) };
  const named = options.graph !== undefined;
  const decidedElsewhere =
    file !== undefined ||
    Boolean(io.env['KONTOR_GATEWAY_SUPERGRAPH'] || io.env['KONTOR_GATEWAY_REGISTRY_REF']);
  if (!named && decidedElsewhere) return {};
  if (!named && !io.env['KONTOR_GRAPH_REF'])
    throw badUsage(
      'USAGE_INVALID',
      'The gateway needs a source.',
      'Pass --supergraph FILE, --graph GRAPH@VARIANT or --config FILE.',
    );
  const ref = formatGraphRef(await resolveGraphRef(options.graph, io));
  const { platformUrl, apiKey } = await resolveConnection(options, io, 'gatewayKey');
  const lastGoodFile = join(await resolveHome(options, io), 'gateway', 'last-good', `${ref}.graphql`);
  return { registry: { platformUrl, ref, apiKey, lastGoodFile } };
}
