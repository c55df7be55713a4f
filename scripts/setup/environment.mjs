import { delimiter, join } from 'node:path';

/** No call leaves the machine after the install: telemetry, update checks and adverts of every tool are off. */
export const QUIET = {
  APOLLO_TELEMETRY_DISABLED: 'true',
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  DO_NOT_TRACK: '1',
  npm_config_update_notifier: 'false',
  npm_config_fund: 'false',
  npm_config_audit: 'false',
};

/** The environment of Kontor's tools: quiet, and with the pinned Node (in node_modules/.bin) first on the PATH. */
export function toolEnvironment(root, env = process.env) {
  return {
    ...withoutNpmRun(env),
    ...QUIET,
    npm_config_loglevel: 'error',
    PATH: [join(root, 'node_modules', '.bin'), env.PATH ?? ''].join(delimiter),
  };
}

/**
 * The environment of a nested `npm ci`. What the outer `npm start` says about its own run must not steer it, and no
 * binary below node_modules may be on its PATH: `npm ci` begins by deleting them.
 */
export function installEnvironment(env = process.env) {
  const PATH = (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !/[\\/]node_modules[\\/]\.bin$/.test(folder))
    .join(delimiter);
  return { ...withoutNpmRun(env), ...QUIET, PATH };
}

/** Drops what npm exports about the script it runs; keeps what the user configured (registry, cache, proxy, …). */
function withoutNpmRun(env) {
  const kept = Object.entries(env).filter(([name]) => !RUN_VARIABLES.test(name));
  return Object.fromEntries(kept);
}

const RUN_VARIABLES =
  /^npm_(lifecycle_|package_|command$|execpath$|node_execpath$|config_(local_prefix|global_prefix|prefix|workspace|workspaces|include_workspace_root|omit|include|only|production|dev|silent|loglevel|user_agent|noproxy|node_gyp)$)|^NODE_ENV$|^INIT_CWD$/i;
