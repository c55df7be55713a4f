import { existsSync } from 'node:fs';
import { installEnvironment } from './environment.mjs';
import { run } from './run.mjs';

/**
 * The npm that this run was started by, else the one on the PATH. It is run by the Node it came with, never by the
 * pinned one: `npm ci` deletes that before it brings it back.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} [env]
 */
export function findNpm(root, env = process.env) {
  const script = env.npm_execpath;
  const node = env.npm_node_execpath;
  const startedByNpm =
    script && /npm-cli\.js$/.test(script) && existsSync(script) && node && existsSync(node);
  const [command, prefix] = startedByNpm ? [node, [script]] : ['npm', []];
  const npm = (args, options) =>
    run(command, [...prefix, ...args], { cwd: root, env: installEnvironment(env), ...options });

  return {
    /** e.g. `11.4.2`; undefined when there is no npm. */
    version: async () => {
      const { code, output } = await npm(['--version', '--loglevel=error']);
      return code === 0 ? output.match(/\d+\.\d+\.\d+\S*/)?.[0] : undefined;
    },
    /** One configured value as npm prints it. */
    config: async (name) =>
      (await npm(['config', 'get', name, '--loglevel=error'])).output.trim().split('\n').at(-1),
    /** Any other command of npm. */
    run: npm,
    /** Installs exactly what package-lock.json says, development dependencies included. */
    ci: (options) => npm(['ci', '--include=dev', '--loglevel=error'], options),
  };
}
