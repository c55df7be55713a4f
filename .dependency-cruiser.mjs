/**
 * The directions of ARCHITECTURE.md, kept by `npm test`. Packages see each other by name; the built `dist` of a workspace
 * is followed no further, because its own sources are cruised too.
 */
const IO_BUILTINS =
  '^(node:)?(child_process|cluster|dgram|dns|fs|http|http2|https|inspector|net|os|process|readline|repl|tls|worker_threads)(/|$)';
const STOREFRONT = '^subgraphs/storefront/';
const TESTS = '\\.test\\.ts$|/test-support/';

/** The query planner and the schema model that it takes: one file, and one that mends it. */
const PLANNER = '^gateway/src/plan/(planner|requirement-guard)\\.ts$';

const SUBGRAPHS = '^subgraphs/';
const PROCESSES = '^(gateway|platform|cli|prisma)/';

const rules = [
  {
    name: 'no-cycles',
    comment: 'Two modules that import each other cannot be read one after the other.',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'subgraph-imports-no-subgraph',
    comment: 'A subgraph asks another over the network, as any client would; not even types cross.',
    from: { path: '^subgraphs/([^/]+)/([^/]+)/' },
    to: { path: SUBGRAPHS, pathNot: ['^subgraphs/$1/$2/', '^subgraphs/storefront/seed/'] },
  },
  {
    name: 'subgraph-imports-no-process',
    comment: 'A subgraph can be deployed without gateway, platform, CLI and launcher.',
    from: { path: SUBGRAPHS, pathNot: TESTS },
    to: { path: PROCESSES, pathNot: '^prisma/storefront/' },
  },
  {
    name: 'storefront-imports-only-the-kit',
    comment: 'The storefront is written as a user’s team would write it: from the packages that users get.',
    from: { path: STOREFRONT, pathNot: TESTS },
    to: { path: '^packages/', pathNot: '^packages/subgraph/' },
  },
  {
    name: 'seed-is-sample-data-only',
    comment: 'Sample data know nothing of the services that store them.',
    from: { path: '^subgraphs/storefront/seed/' },
    to: { path: SUBGRAPHS, pathNot: '^subgraphs/storefront/seed/' },
  },
  {
    name: 'packages-import-no-room-above',
    comment:
      'Shared code knows nothing of what is built from it. The test kit and the migration tool alone know databases.',
    from: { path: '^packages/(?!(testkit|migrate)/)', pathNot: TESTS },
    to: { path: '^(gateway|platform|cli|prisma|subgraphs)/' },
  },
  {
    name: 'gateway-stands-alone',
    comment: 'The data plane runs with no platform and no database.',
    from: { path: '^gateway/', pathNot: TESTS },
    to: { path: '^(platform|cli|prisma|subgraphs)/' },
  },
  {
    name: 'nobody-imports-the-cli',
    from: { pathNot: '^(cli|scripts|test|bench)/' },
    to: { path: '^cli/' },
  },
  {
    name: 'pure-code-does-no-io',
    comment:
      'packages/operation, packages/federation, gateway/src/plan, gateway/src/execute and every domain/ folder: data in, data out.',
    from: {
      path: '^packages/(operation|federation)/src/|^gateway/src/(plan|execute)/|/domain/',
      pathNot: TESTS,
    },
    to: {
      path: [
        IO_BUILTINS,
        'node_modules/(@prisma|prisma|pg|undici|fastify|@fastify|pino)/',
        '/store/generated/',
      ],
    },
  },
  {
    name: 'only-store-touches-prisma',
    comment: 'A table has one writer, its subgraph, and there one room: store/. The kit makes the adapter.',
    from: {
      pathNot: [
        '/src/store/',
        '^packages/(subgraph|testkit|migrate)/',
        '^prisma/',
        TESTS,
        '^test/',
        '^bench/',
      ],
    },
    to: { path: ['node_modules/@prisma/', '/store/generated/'] },
  },
  {
    name: 'composer-behind-one-wall',
    comment: 'Elastic-licensed; replacing it must stay a matter of one file.',
    from: { pathNot: ['^packages/federation/src/composer/', PLANNER, '^test/', TESTS] },
    to: { path: 'node_modules/@apollo/(composition|federation-internals|query-graphs)/' },
  },
  {
    name: 'second-composer-behind-one-wall',
    comment: 'It is there to show that the first can be replaced: one file, for tests.',
    from: { pathNot: '^packages/federation/src/test-support/compose-with-guild\\.ts$' },
    to: { path: 'node_modules/@theguild/federation-composition/' },
  },
  {
    name: 'apollo-gateway-behind-one-wall',
    comment: 'Elastic-licensed; the engine that replaces it changes no caller.',
    from: { pathNot: ['^gateway/src/engine/stock/', PLANNER, '^test/', '^bench/', TESTS] },
    to: { path: 'node_modules/@apollo/(gateway|query-planner)/' },
  },
  {
    name: 'planner-in-its-thread',
    comment:
      'Tens of megabytes that the process which answers does not need: loaded by the planning thread only.',
    from: {
      path: '^gateway/src/',
      pathNot: ['^gateway/src/(planning/(planning-worker|load-planner)|plan/planner)\\.ts$', TESTS],
    },
    to: {
      path: '^gateway/src/(plan/(planner|requirement-guard)|planning/load-planner)\\.ts$',
      dependencyTypesNot: ['type-only', 'dynamic-import'],
    },
  },
  {
    name: 'opentelemetry-sdk-behind-one-wall',
    comment: 'Bundled into one file, and loaded only when asked for.',
    from: { pathNot: ['^packages/telemetry/src/sdk/', TESTS] },
    to: { path: 'node_modules/@opentelemetry/(?!api/)' },
  },
  {
    name: 'domain-imports-no-outer-room',
    comment: 'main -> server -> resolvers -> actions -> domain; store and clients are handed in.',
    from: { path: '/domain/', pathNot: TESTS },
    to: { path: '/src/(resolvers|actions|store|http|jobs|server|main)(/|\\.)' },
  },
  {
    name: 'actions-import-no-outer-room',
    from: { path: '/actions/', pathNot: TESTS },
    to: { path: '/src/(resolvers|http|server|main)(/|\\.)' },
  },
  {
    name: 'store-imports-no-outer-room',
    from: { path: '/src/store/', pathNot: [TESTS, '/generated/'] },
    to: { path: '/src/(resolvers|actions|http|jobs|server|main)(/|\\.)' },
  },
  {
    name: 'resolvers-import-no-server',
    from: { path: '/resolvers/', pathNot: TESTS },
    to: { path: '/src/(server|main)\\.' },
  },
  {
    name: 'tests-are-imported-by-nobody',
    from: { pathNot: [TESTS, '^test/'] },
    to: { path: TESTS },
  },
  {
    name: 'set-up-needs-nothing-installed',
    comment: 'scripts/setup and the three commands run before node_modules exists.',
    from: { path: '^scripts/(setup|test)(/|\\.mjs)|^scripts/start\\.mjs', pathNot: TESTS },
    to: { pathNot: ['^scripts/', '^(node:)?[a-z_/]+$'] },
  },
];

export default {
  forbidden: rules.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    doNotFollow: { path: ['node_modules', '/dist/', '/generated/'] },
    exclude: { path: ['/node_modules/.*/node_modules/', '\\.tsbuildinfo$'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
    },
    moduleSystems: ['es6', 'cjs'],
    combinedDependencies: true,
  },
};
