// Bundles OpenTelemetry's SDK into dist/sdk/index.js: one file to read when telemetry is asked for instead of hundreds, and
// one copy of each of its packages, whatever @apollo/gateway brings along of older ones. The API stays outside: what
// other code of the process traces must meet there.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Several of the bundled packages bring a copy of their own of these. */
const ONE_COPY = ['core', 'resources', 'sdk-metrics', 'sdk-trace'].map((name) => `@opentelemetry/${name}`);

const { resolve } = createRequire(import.meta.url);
const packageFolder = (name: string): string => {
  const entry = resolve(name);
  return join(entry.slice(0, entry.lastIndexOf(join('node_modules', name))), 'node_modules', name);
};

await build({
  entryPoints: [at('../src/sdk/index.ts')],
  outfile: at('../dist/sdk/index.js'),
  allowOverwrite: true,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  external: ['@opentelemetry/api'],
  alias: Object.fromEntries(ONE_COPY.map((name) => [name, packageFolder(name)])),
  // The packages' ES modules can be pruned; what is required at run time needs a require.
  mainFields: ['module', 'main'],
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module';\nconst require = makeRequire(import.meta.url);",
  },
  minifyWhitespace: true,
  legalComments: 'eof',
  logLevel: 'warning',
  absWorkingDir: dirname(at('.')),
});
