import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SetupFailure } from '../setup/failure.mjs';
import { findNpm } from '../setup/npm.mjs';
import { publishedManifest } from './published-manifest.mjs';
import { publishedPackages } from './published-packages.mjs';

/**
 * @typedef {import('./published-packages.mjs').PublishedPackage & { tarball: string, files: string[] }} PackedPackage
 *   `tarball` is absolute; `files` are those of the package, as its package.json lists them.
 */

/**
 * Packs everything that users install into `outFolder`, in the order in which it can be published. Each tarball holds
 * what its package.json lists, the licence, and a package.json without what only the clone needs. The clone must be
 * built. Throws PACK_FAILED.
 *
 * @param {string} root
 * @param {string} outFolder
 * @returns {Promise<PackedPackage[]>}
 */
export async function packPackages(root, outFolder) {
  const packages = publishedPackages(root);
  const npm = findNpm(root);
  const staging = mkdtempSync(join(tmpdir(), 'kontor-pack-'));
  try {
    const listed = await npmPack(npm, [...packages.map(({ folder }) => folder), '--dry-run']);
    const staged = packages.map((each) => {
      const files = filesOf(listed, each.name).filter(
        (path) => path !== 'package.json' && !isStale(each.folder, path),
      );
      return { ...each, files, stage: stage(root, staging, each, files) };
    });
    mkdirSync(outFolder, { recursive: true });
    for (const old of readdirSync(outFolder)) if (old.endsWith('.tgz')) rmSync(join(outFolder, old));
    const packed = await npmPack(npm, [...staged.map((each) => each.stage), '--pack-destination', outFolder]);
    return staged.map(({ stage: _stage, ...each }) => ({
      ...each,
      tarball: join(outFolder, packed.find(({ name }) => name === each.name).filename),
    }));
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function stage(root, staging, { name, folder, manifest }, files) {
  const target = join(staging, name);
  for (const path of files) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    cpSync(join(folder, path), join(target, path));
  }
  cpSync(join(root, 'LICENSE'), join(target, 'LICENSE'));
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`);
  return target;
}

/** A build leaves what it made of a source that has gone or moved since. */
function isStale(folder, path) {
  const [, module] = /^dist\/(.+?)(?:\.js|\.js\.map|\.d\.ts)$/.exec(path) ?? [];
  if (module === undefined || module.startsWith('graphiql/')) return false;
  return !existsSync(join(folder, 'src', `${module}.ts`));
}

/** Scripts are off: packing takes what is built, and builds nothing. */
async function npmPack(npm, args) {
  const { code, output } = await npm.run(['pack', ...args, '--json', '--ignore-scripts', '--loglevel=error']);
  if (code !== 0)
    throw new SetupFailure({
      code: 'PACK_FAILED',
      what: `\`npm pack\` failed (exit code ${code}).`,
      why: 'npm says why above.',
      fix: 'Correct what npm names, then run the command again.',
      output,
    });
  return entriesOf(JSON.parse(output));
}

/** A list until npm 11, by name from npm 12 on. */
const entriesOf = (report) => (Array.isArray(report) ? report : Object.values(report));

const filesOf = (listed, name) => listed.find((each) => each.name === name).files.map(({ path }) => path);
