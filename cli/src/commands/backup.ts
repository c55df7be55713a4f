import { resolve } from 'node:path';
import { BACKED_UP_HOME_FILES, copyLimitsFrom, writeBackup } from '@kontor/database';
import { argument, defineCommand, flag, ok, value } from '../command.js';
import { aroundDatabase } from '../installation/around-database.js';
import { openDatabasesOf } from '../installation/databases-of.js';
import { createReporter } from '../launcher/reporter.js';
import { formatBytes, formatCount } from '../output/figures.js';
import { plural } from '../output/table.js';
import { cliVersion } from '../version.js';

export const command = defineCommand({
  description:
    'Writes all databases of this installation to one file, each as it was at one moment, while\n' +
    'everything runs; nobody waits. It also holds the keys of KONTOR_HOME (credentials, actor-signing-\n' +
    'key): keep it as safe as those, or leave them out. It can be restored on any machine, and by later\n' +
    'versions of Kontor and PostgreSQL. Needs as much time as reading every row twice.',
  args: { file: argument('file', 'Where to write it; readable by its owner only.') },
  options: {
    force: flag('Replace a file of that name; until the new one is complete the old one stays.'),
    withoutSecrets: flag('Leave the keys of KONTOR_HOME out. After a restore new ones are made.'),
    dryRun: flag('Say what would be in it, write nothing.'),
    config: value(
      'file',
      'Which subgraphs there are, where the databases are on a server of your own; default kontor.yaml.',
    ),
    home: value('folder', 'Where database and keys are kept (env KONTOR_HOME; default .kontor).'),
  },
  examples: ['backup kontor-2026-11-25.backup', 'backup nightly.backup --force --format json'],
  async run({ args, options }, context) {
    const { io } = context;
    const file = resolve(io.cwd, args.file);
    const reporter = createReporter(context);
    const source = await openDatabasesOf(options, io, (step) => reporter.line(`  ${step}`));
    try {
      const names = source.databases.map(({ name }) => name);
      if (options.dryRun)
        return ok(
          { file, dryRun: true, server: source.where, databases: names, remarks: source.remarks },
          () =>
            [
              `Would write ${plural(names.length, 'database')} (${source.where}, PostgreSQL ${source.postgresVersion}) to ${file}:`,
              ...names.map((name) => `  ${name}`),
            ].join('\n'),
        );
      const report = await writeBackup({
        file,
        overwrite: options.force,
        databases: source.databases,
        homeFiles: options.withoutSecrets
          ? []
          : BACKED_UP_HOME_FILES.map((name) => resolve(source.home, name)),
        kontorVersion: cliVersion(),
        postgresVersion: source.postgresVersion,
        limits: copyLimitsFrom(io.env),
        onDatabase: aroundDatabase(reporter, ''),
      });
      const remarks = [...source.remarks, ...report.remarks];
      for (const remark of remarks) context.note(remark);
      const rows = report.databases.reduce((sum, database) => sum + database.rows, 0);
      return ok({ ...report, remarks, server: source.where }, (style) =>
        [
          `${style.good('✓')} ${style.bold(report.file)}: ${plural(report.databases.length, 'database')}, ${formatCount(rows)} rows, ${formatBytes(report.bytes)}`,
          report.homeFiles.length > 0
            ? `  It holds keys (${report.homeFiles.join(', ')}): keep it as safe as those.`
            : '  It holds no keys of KONTOR_HOME.',
          style.dim(`  Look at it: kontor restore ${args.file} --dry-run`),
        ].join('\n'),
      );
    } finally {
      reporter.close();
      await source.close();
    }
  },
});
