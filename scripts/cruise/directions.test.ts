import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');

/** One violation per rule, planted in a tree of its own: [rule, importing file, imported file or module]. */
const PLANTED: readonly (readonly [string, string, string])[] = [
  ['no-cycles', 'packages/http/src/a.ts', 'packages/http/src/b.ts'],
  [
    'subgraph-imports-no-subgraph',
    'subgraphs/storefront/orders/src/server.ts',
    'subgraphs/storefront/reviews/src/index.ts',
  ],
  [
    'subgraph-imports-no-subgraph',
    'subgraphs/platform/registry/src/server.ts',
    'subgraphs/platform/identity/src/index.ts',
  ],
  ['subgraph-imports-no-process', 'subgraphs/storefront/accounts/src/server.ts', 'gateway/src/index.ts'],
  [
    'storefront-imports-only-the-kit',
    'subgraphs/storefront/products/src/server.ts',
    'packages/http/src/index.ts',
  ],
  ['packages-import-no-room-above', 'packages/subgraph/src/index.ts', 'prisma/src/index.ts'],
  ['gateway-stands-alone', 'gateway/src/server.ts', 'platform/src/index.ts'],
  ['nobody-imports-the-cli', 'platform/src/server.ts', 'cli/src/io.ts'],
  ['pure-code-does-no-io', 'packages/federation/src/read.ts', 'node:fs'],
  ['pure-code-does-no-io', 'subgraphs/storefront/orders/src/domain/price.ts', 'node:http'],
  ['only-store-touches-prisma', 'subgraphs/storefront/orders/src/actions/place.ts', '@prisma/client'],
  ['composer-behind-one-wall', 'gateway/src/plan.ts', '@apollo/composition'],
  [
    'second-composer-behind-one-wall',
    'packages/federation/src/composer/second.ts',
    '@theguild/federation-composition',
  ],
  ['apollo-gateway-behind-one-wall', 'gateway/src/execute.ts', '@apollo/gateway'],
  ['opentelemetry-sdk-behind-one-wall', 'gateway/src/telemetry/trace.ts', '@opentelemetry/sdk-metrics'],
  [
    'domain-imports-no-outer-room',
    'subgraphs/platform/registry/src/domain/decide.ts',
    'subgraphs/platform/registry/src/actions/act.ts',
  ],
  [
    'actions-import-no-outer-room',
    'subgraphs/platform/registry/src/actions/go.ts',
    'subgraphs/platform/registry/src/resolvers/query.ts',
  ],
  [
    'store-imports-no-outer-room',
    'subgraphs/platform/registry/src/store/rows.ts',
    'subgraphs/platform/registry/src/actions/go.ts',
  ],
  [
    'resolvers-import-no-server',
    'subgraphs/platform/identity/src/resolvers/query.ts',
    'subgraphs/platform/identity/src/server.ts',
  ],
  ['planner-in-its-thread', 'gateway/src/engine/compiled/operation.ts', 'gateway/src/plan/planner.ts'],
  ['tests-are-imported-by-nobody', 'packages/http/src/c.ts', 'packages/http/src/c.test.ts'],
  ['set-up-needs-nothing-installed', 'scripts/setup/run.mjs', 'zod'],
];

/** What is allowed and looks alike. */
const INNOCENT: readonly (readonly [string, string])[] = [
  ['subgraphs/storefront/reviews/src/server2.ts', 'packages/subgraph/src/index.ts'],
  ['subgraphs/storefront/reviews/src/store/rows.ts', '@prisma/client'],
  ['packages/federation/src/composer/composer.ts', '@apollo/composition'],
  ['gateway/src/engine/stock/stock.ts', '@apollo/gateway'],
  ['cli/src/start.ts', 'gateway/src/index.ts'],
  ['scripts/setup/build.mjs', 'node:fs'],
];

interface Violation {
  rule: { name: string };
  from: string;
}

let tree: string;
let violations: Violation[];

/** `a/b.ts` as seen from `a/c/d.ts`; modules stay as they are. */
function specifier(from: string, to: string): string {
  if (!/\.m?ts$/.test(to)) return to;
  return `${'../'.repeat(dirname(from).split('/').length)}${to.replace(/\.ts$/, '.js')}`;
}

function write(path: string, line: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), `${line}\nexport const here = 1;\n`, { flag: 'a' });
}

beforeAll(async () => {
  tree = mkdtempSync(join(tmpdir(), 'kontor-directions-'));
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  for (const file of ['.dependency-cruiser.mjs', 'tsconfig.json', 'tsconfig.base.json'])
    cpSync(join(root, file), join(tree, file));
  for (const [, , to] of PLANTED) if (to.endsWith('.ts')) write(to, '');
  for (const [, from, to] of PLANTED) write(from, `import '${specifier(from, to)}';`);
  for (const [from, to] of INNOCENT) write(from, `import '${specifier(from, to)}';`);
  write('packages/http/src/b.ts', `import './a.js';`);
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const folders = ['gateway', 'packages', 'platform', 'subgraphs', 'prisma', 'cli', 'scripts'];
  const args = [cruiser, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...folders];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: tree,
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: unknown) => error as { stdout: string });
  violations = (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
}, 60_000);

afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe('the directions of imports', () => {
  it.each(PLANTED)('%s: %s must not import %s', (rule, from) => {
    expect(violations.filter((found) => found.from === from).map((found) => found.rule.name)).toContain(rule);
  });

  it.each(INNOCENT)('%s may import %s', (from) => {
    expect(violations.filter((found) => found.from === from)).toEqual([]);
  });
});
