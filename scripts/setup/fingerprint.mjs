import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What builds read. Anything else in the clone (docs, tests, data) changes no build result. */
export const BUILD_SOURCES = [
  'packages',
  'prisma',
  'gateway',
  'platform',
  'cli',
  'subgraphs',
  'scripts/generate.ts',
  'package-lock.json',
  'tsconfig.base.json',
  'turbo.json',
];

const DERIVED = new Set(['node_modules', 'dist', 'generated', '.turbo', 'coverage']);

/**
 * A hash over path, size and modification time of every source file: some milliseconds, against seconds for the build
 * tool to read them all. It only decides whether to ask the build tool, which then looks at contents.
 */
export function fingerprint(root, sources = BUILD_SOURCES) {
  const hash = createHash('sha256');
  for (const path of sources) visit(root, path, hash);
  return hash.digest('hex');
}

function visit(root, path, hash) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isDirectory()) {
    hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
    return;
  }
  const entries = readdirSync(join(root, path)).sort();
  for (const name of entries) {
    if (DERIVED.has(name) || name.endsWith('.tsbuildinfo')) continue;
    visit(root, `${path}/${name}`, hash);
  }
}
