import { join } from 'node:path';

/**
 * Everything that `npm test` asks of the tree, in the order in which each lane runs it. The two lanes run side by side
 * (two cores); `last` runs alone, because it measures and kills processes.
 *
 * @typedef {{ name: string, kind: 'command', args: string[] }
 *   | { name: string, kind: 'jest', project: string, env?: Record<string, string>, args?: string[] }} Gate
 * @typedef {{ lanes: Gate[][], last: Gate[] }} Gates
 */

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Gates}
 */
export function allGates(env) {
  return {
    lanes: [
      [
        command('lint', bin('eslint', 'eslint.js'), '.'),
        command('types', bin('typescript', 'tsc'), '--noEmit', '-p', 'tsconfig.json'),
        command('import directions', ...CRUISE),
        command('dead code', bin('knip', 'knip.js')),
        command('format', bin('prettier', 'prettier.cjs'), '--check', '--log-level=warn', '.'),
        command('generated files: errors', 'scripts/generate-error-reference.ts', '--check'),
        command('generated files: configuration', 'scripts/generate-config-reference.ts', '--check'),
        command('migrations', 'scripts/new-migration.ts', '--check'),
        command('packages', 'scripts/check-packages.ts'),
      ],
      [jest('unit', 'unit'), ...integrationRuns(env)],
    ],
    last: [
      jest('refusals', 'refusals', { args: ['--runInBand'], env: { KONTOR_TEST_SERVER_URL: '' } }),
      jest('end-to-end', 'e2e', { args: ['--runInBand'] }),
    ],
  };
}

/** On the embedded server always; on the one that KONTOR_TEST_DATABASE_URL names as well. */
function integrationRuns(env) {
  const embedded = jest('integration (embedded PostgreSQL)', 'integration', {
    env: { KONTOR_TEST_SERVER_URL: '' },
  });
  const url = env.KONTOR_TEST_DATABASE_URL;
  if (!url) return [embedded];
  const name = `integration (KONTOR_TEST_DATABASE_URL, ${hostOf(url)})`;
  const second = {
    env: { KONTOR_TEST_SERVER_URL: url },
    args: [`--testPathIgnorePatterns=${WITHOUT_SERVER}`],
  };
  return [embedded, jest(name, 'integration', second)];
}

/** Integration tests that start their own servers or need no database: another server changes nothing for them. */
const WITHOUT_SERVER = 'integration/(database-launcher|gateway-)';

/** Without user and password. */
const hostOf = (url) => (URL.canParse(url) ? new URL(url).host : 'not a URL');

/** `--only unit,lint`: gates whose name begins with one of the words. */
export function selectGates({ lanes, last }, only) {
  if (only.length === 0) return { lanes, last };
  const wanted = ({ name }) => only.some((word) => name.startsWith(word));
  return { lanes: lanes.map((lane) => lane.filter(wanted)), last: last.filter(wanted) };
}

const CRUISED = ['gateway', 'packages', 'platform', 'subgraphs', 'prisma', 'cli', 'test', 'scripts'];
const CRUISE = [
  join('node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs'),
  '--config',
  '.dependency-cruiser.mjs',
  ...CRUISED,
];

const bin = (name, file) => join('node_modules', name, 'bin', file);
const command = (name, ...args) => ({ name, kind: 'command', args });
const jest = (name, project, more = {}) => ({ name, kind: 'jest', project, ...more });
