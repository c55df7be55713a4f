import { choice, defineCommand, flag, ok, value, wholeNumber } from '../command.js';
import { runUntilStopped } from '../run-until-stopped.js';

const PORT_MAX = 65_535;

export const command = defineCommand({
  description:
    'Needs a PostgreSQL: DATABASE_URL, or one variable per domain; `kontor start` brings its own. Creates and migrates\n' +
    'its databases. The first start writes keys to KONTOR_HOME/credentials. Runs until SIGTERM or Ctrl-C; logs are JSON.',
  args: {},
  options: {
    only: choice(['identity', 'registry'], 'One subgraph alone, without the API in front of it.'),
    port: wholeNumber(
      'port',
      'Where to listen (env KONTOR_PLATFORM_PORT, default 4001; with --only KONTOR_IDENTITY_PORT, 4002, or KONTOR_REGISTRY_PORT, 4003). 0 takes a free one.',
      { min: 0, max: PORT_MAX },
    ),
    host: value('address', 'Address to listen at (env KONTOR_PLATFORM_HOST; default 127.0.0.1).'),
    home: value('folder', 'Where keys are kept (env KONTOR_HOME; default .kontor).'),
    reissueKeys: flag(
      'Do not start: revoke the keys of the first start and write new ones, for lost credentials.',
    ),
  },
  examples: [
    'platform',
    'platform --port 4001 --host 0.0.0.0',
    'platform --only registry --port 4003',
    'platform --reissue-keys',
  ],
  async run({ options }, context) {
    const { io } = context;
    const { readPlatformConfig, reissueKeys, startPlatform } = await import('@kontor/platform');
    const config = readPlatformConfig(options, io.env, io.cwd);
    if (options.reissueKeys) {
      const { path } = await context.progress.during('Reissuing keys', () => reissueKeys(config));
      return ok(
        { path },
        (style) =>
          `${style.good('✓')} New keys are in ${style.bold(path)}; the old ones stop within 5 seconds.`,
      );
    }
    return runUntilStopped(config.only ?? 'platform', async () => {
      const running = await startPlatform(config);
      const data = { url: running.url, port: running.port, only: config.only ?? null, home: config.home };
      await context.announce(
        ok(
          data,
          (style) => `${style.good('✓')} ${config.only ?? 'platform'} listens at ${style.bold(running.url)}`,
        ),
      );
      return running;
    });
  },
});
