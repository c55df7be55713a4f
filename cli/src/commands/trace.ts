import { formatTraceTree, receiveTraces, type TraceReceiver } from '@kontor/telemetry/receive';
import { argument, defineCommand, no, ok, value, wholeNumber } from '../command.js';
import { kontorHome } from '../config/home.js';
import { badUsage, couldNotRun } from '../failure.js';
import type { Io } from '../io.js';
import { homePaths } from '../launcher/home.js';
import { isAlive } from '../launcher/process-identity.js';
import { readRunState } from '../launcher/run-state.js';
import { DEFAULT_GATEWAY_PORT } from '../launcher/settings.js';
import type { Style } from '../output/style.js';
import { askTraced, type TracedAnswer } from '../trace/ask-traced.js';

const PORT_MAX = 65_535;
/** Where OpenTelemetry's exporters send to unless they are told otherwise. */
const OTLP_PORT = 4318;
const WAIT_S_DEFAULT = 20;

export const command = defineCommand({
  description:
    'Asks the gateway as a client that traces itself, receives what its processes send over OTLP meanwhile,\n' +
    'and prints it as a tree: gateway, subgraphs, SQL. They send it here when they were started so:\n\n' +
    '  OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 kontor start\n\n' +
    'The operation is carried out like any other. Exit code 1 when not all of the trace came.',
  args: {
    operation: argument(
      'operation',
      'A GraphQL operation, such as `{ products(first: 1) { edges { node { name } } } }`.',
    ),
  },
  options: {
    variables: value('json', 'Variables of the operation, a JSON object.'),
    url: value('url', 'Where the gateway answers; default the one that runs here.'),
    home: value('folder', 'Whose gateway (env KONTOR_HOME; default .kontor).'),
    port: wholeNumber('port', `Where to receive traces; default ${OTLP_PORT}.`, { min: 1, max: PORT_MAX }),
    waitSeconds: wholeNumber('n', `How long to wait for all of the trace; default ${WAIT_S_DEFAULT}.`, {
      min: 1,
      max: 600,
    }),
  },
  examples: [
    "trace '{ products(first: 2) { edges { node { name } } } }'",
    `trace 'query ($id: ID!) { product(id: $id) { name } }' --variables '{"id":"…"}'`,
  ],
  async run({ args, options }, context) {
    const question = {
      url: options.url ?? gatewayUrl(context.io, options.home),
      operation: args.operation,
      variables: readVariables(options.variables),
      waitMs: (options.waitSeconds ?? WAIT_S_DEFAULT) * 1_000,
    };
    const receiver = await open(options.port ?? OTLP_PORT);
    try {
      const answer = await context.progress.during('Waiting for the trace', () =>
        askTraced(question, receiver),
      );
      const { spans, whole, ...facts } = answer;
      const data = {
        ...facts,
        whole,
        spans: spans.map((span) => ({ ...span, startNs: String(span.startNs), endNs: String(span.endNs) })),
      };
      if (whole) return ok(data, (style) => render(answer, style));
      return no(incomplete(answer), data, (style) => render(answer, style));
    } finally {
      await receiver.close();
    }
  },
});

function incomplete({ spans }: TracedAnswer) {
  const message =
    spans.length === 0
      ? 'No process told anything of this request.'
      : 'Not every process that took part told of it in time.';
  const fix =
    'Start them with OTEL_EXPORTER_OTLP_ENDPOINT set to where this command receives. Spans of subgraphs that trace nothing never come; a longer --wait-seconds helps slow ones.';
  return { code: 'TRACE_INCOMPLETE', message, fix };
}

function render({ traceId, status, errors, spans }: TracedAnswer, style: Style): string {
  const answered = errors.length === 0 ? String(status) : `${status} ${[...new Set(errors)].join(', ')}`;
  const head = `${style.bold(`trace ${traceId}`)}  ${style.dim(`${spans.length} spans, answered ${answered}`)}`;
  return ['', head, '', ...formatTraceTree(spans), ''].join('\n').trimEnd();
}

function readVariables(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // Told below, like any other text that is no object.
  }
  throw badUsage('USAGE_INVALID', '--variables is no JSON object.');
}

/** The gateway of the `kontor start` that runs on this home, else where one listens by default. */
function gatewayUrl(io: Pick<Io, 'env' | 'cwd'>, home: string | undefined): string {
  const state = readRunState(homePaths(kontorHome(io, home)).run);
  const running = state && isAlive(state.launcher) ? state.gatewayUrl : null;
  return `${running ?? `http://127.0.0.1:${io.env['KONTOR_GATEWAY_PORT'] || DEFAULT_GATEWAY_PORT}`}/graphql`;
}

async function open(port: number): Promise<TraceReceiver> {
  try {
    return await receiveTraces({ port });
  } catch (error) {
    throw couldNotRun(
      'PORT_TAKEN',
      `Traces cannot be received at port ${port}: ${(error as Error).message}.`,
      'Choose another with --port, and start Kontor with OTEL_EXPORTER_OTLP_ENDPOINT naming it; or look at the trace in the collector that listens there.',
      error,
    );
  }
}
