/**
 * What users install, checked as they get it: packs every published package and asks our own rules, publint (is the
 * package.json right?) and attw (do its types resolve as its code does?) about each tarball. One gate of `npm test`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkPackage, createPackageFromTarballData, type Package } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { findPackageProblems, type Manifest } from './pack/package-rules.ts';
import { packPackages } from './pack/pack-packages.mjs';

const root = path.resolve(import.meta.dirname, '..');

/**
 * The one finding of attw that is meant: a package is ESM only, so `require` of it from a CommonJS file is an ES module
 * to TypeScript. Node >= 24 loads it all the same.
 */
const ATTW_EXPECTED = new Set(['CJSResolvesToESM']);
/** `moduleResolution: node10` knows no exports; no Node that Kontor runs on resolves like that. */
const ATTW_RESOLUTIONS = new Set(['node16-cjs', 'node16-esm', 'bundler']);

async function main(): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kontor-packages-'));
  try {
    const packed = await packPackages(root, folder);
    let problemCount = 0;
    for (const { name, tarball } of packed) {
      const problems = await findProblems(readFileSync(tarball));
      problemCount += problems.length;
      console.log(problems.length === 0 ? `${name}: fine` : [name, ...problems].join('\n  '));
    }
    return problemCount === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function findProblems(tarball: Buffer): Promise<string[]> {
  const packed = createPackageFromTarballData(new Uint8Array(tarball));
  return [...findOwn(packed), ...(await askPublint(tarball)), ...(await askAttw(packed))];
}

function findOwn(packed: Package): string[] {
  const prefix = `/node_modules/${packed.packageName}/`;
  return findPackageProblems({
    manifest: JSON.parse(packed.readFile(`${prefix}package.json`)) as Manifest,
    paths: new Set(packed.listFiles().map((file) => file.slice(prefix.length))),
    read: (file) => packed.readFile(prefix + file),
    cloneFolder: root,
  });
}

async function askPublint(tarball: Buffer): Promise<string[]> {
  const bytes = new Uint8Array(tarball).buffer;
  const { messages, pkg } = await publint({ pack: { tarball: bytes }, strict: true });
  return messages.map(
    (message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`,
  );
}

async function askAttw(packed: Package): Promise<string[]> {
  const result = await checkPackage(packed);
  if (result.types === false) return packed.containsTypes() ? ['attw: types that nothing exports'] : [];
  return result.problems
    .filter(({ kind }) => !ATTW_EXPECTED.has(kind))
    .filter((problem) => !('resolutionKind' in problem) || ATTW_RESOLUTIONS.has(problem.resolutionKind))
    .map((problem) => `attw: ${JSON.stringify(problem)}`);
}

process.exitCode = await main();
