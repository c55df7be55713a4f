import { text as readText } from 'node:stream/consumers';
import { copyLimitsFrom, moveDatabases } from '@kontor/database';
import { defineCommand, flag, ok, requiredValue, value } from '../command.js';
import { kontorHome } from '../config/home.js';
import { badUsage } from '../failure.js';
import { aroundDatabase } from '../installation/around-database.js';
import { onStoppedHome } from '../installation/take-stopped-home.js';
import { createReporter } from '../launcher/reporter.js';
import { formatCount } from '../output/figures.js';
import { plural } from '../output/table.js';

export const command = defineCommand({
  description:
    'Takes an embedded installation to a PostgreSQL of your own, 15 or newer: every database, compared\n' +
    'row by row. Kontor must be stopped, so that no write is lost. From the next start on that server is\n' +
    'used; where it is, is kept in KONTOR_HOME/database-server.json (0600), and DATABASE_URL still goes\n' +
    'before it. The embedded data stays as it was. If it is interrupted, run it again. Back again: kontor\n' +
    'backup, then kontor restore --replace.',
  args: {},
  options: {
    to: requiredValue(
      'url',
      'postgresql://user:password@host:port/database; - reads it from standard input, where nobody else sees it.',
    ),
    acceptCollation: flag(
      'Also into databases that sort text in another way than the embedded ones (by code point).',
    ),
    dryRun: flag('Check both sides and say what would be moved, change nothing.'),
    home: value('folder', 'The installation to move (env KONTOR_HOME; default .kontor).'),
  },
  examples: [
    'db move --to postgresql://kontor@db.example:5432/postgres --dry-run',
    'db move --to - < url-of-the-server',
  ],
  async run({ options }, context) {
    const { io } = context;
    const home = kontorHome(io, options.home);
    const to = options.to === '-' ? (await readText(io.stdin)).trim() : options.to;
    if (io.env['DATABASE_URL'])
      throw badUsage(
        'USAGE_INVALID',
        'DATABASE_URL is set: this Kontor does not use its embedded database.',
        'Unset it, and move again.',
      );
    const reporter = createReporter(context);
    try {
      const report = await onStoppedHome(home, () =>
        moveDatabases({
          home,
          to,
          acceptCollation: options.acceptCollation,
          dryRun: options.dryRun,
          limits: copyLimitsFrom(io.env),
          onProgress: (step) => reporter.line(`  ${step}`),
          onDatabase: aroundDatabase(reporter, ', all compared'),
        }),
      );
      for (const remark of report.remarks) context.note(remark);
      const data = { ...report, dryRun: options.dryRun };
      if (options.dryRun)
        return ok(data, (style) =>
          [
            `${style.good('✓')} ${plural(report.databases.length, 'database')} could be moved to PostgreSQL ${report.postgresVersion} (${report.to}):`,
            ...report.databases.map(
              ({ name, tables, state }) =>
                `  ${name}  ${style.dim(`${plural(tables, 'table')}; ${THERE[state]}`)}`,
            ),
            'Nothing was changed.',
          ].join('\n'),
        );
      const rows = report.databases.reduce((sum, database) => sum + (database.rows ?? 0), 0);
      return ok(data, (style) =>
        [
          `${style.good('✓')} Moved to PostgreSQL ${report.postgresVersion} (${report.to}): ${plural(report.databases.length, 'database')}, ${formatCount(rows)} rows, every one compared.`,
          '  From the next start on it is used. Next: kontor start',
          '  The embedded data is as it was; when you need it no more, delete:',
          `    ${report.oldData}`,
        ].join('\n'),
      );
    } finally {
      reporter.close();
    }
  },
});

const THERE = {
  absent: 'would be created',
  empty: 'is there, empty',
  filled: 'is there from an earlier attempt, and would be made anew',
} as const;
