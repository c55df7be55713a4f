import { resolve } from 'node:path';
import {
  copyLimitsFrom,
  filledWith,
  restoreBackup,
  type VerifiedBackup,
  verifyBackup,
} from '@kontor/database';
import { argument, defineCommand, flag, ok, value } from '../command.js';
import { kontorHome } from '../config/home.js';
import { badUsage } from '../failure.js';
import { aroundDatabase } from '../installation/around-database.js';
import { onStoppedHome } from '../installation/take-stopped-home.js';
import { createReporter } from '../launcher/reporter.js';
import { formatBytes, formatCount } from '../output/figures.js';
import { renderTable, shortTime } from '../output/table.js';
import type { Style } from '../output/style.js';

export const command = defineCommand({
  description:
    'Makes the embedded database of a home from a backup. The whole file is checked before anything is\n' +
    'touched, and every row afterwards; until then the home stays as it was. Kontor must be stopped. A\n' +
    'home that has a database is refused, unless the backup is to take its place. A home that was moved\n' +
    'to another server comes back to the embedded one.',
  args: { file: argument('file', 'What `kontor backup` has written.') },
  options: {
    replace: flag('Put it in the place of what is there, which is kept aside.'),
    dryRun: flag('Check the file and say what is in it, change nothing.'),
    home: value('folder', 'Where to restore it (env KONTOR_HOME; default .kontor).'),
  },
  examples: [
    'restore kontor-2026-11-25.backup --dry-run',
    'restore kontor-2026-11-25.backup --home /var/lib/kontor',
  ],
  async run({ args, options }, context) {
    const { io } = context;
    const file = resolve(io.cwd, args.file);
    const home = kontorHome(io, options.home);
    const reporter = createReporter(context);
    try {
      const backup = await reporter.step(
        'check the file',
        () => verifyBackup(file),
        ({ databases }) => `${databases.length} databases, whole`,
      );
      const contents = contentsOf(backup);
      if (options.dryRun) {
        const inTheWay = filledWith(home);
        return ok({ ...contents, home, dryRun: true, inTheWay }, (style) =>
          renderContents(backup, home, inTheWay, options.replace, style),
        );
      }
      if (io.env['DATABASE_URL'])
        throw badUsage(
          'USAGE_INVALID',
          'DATABASE_URL is set: Kontor would not use the embedded database that is restored.',
          'Unset it, and restore again.',
        );
      const report = await onStoppedHome(home, () =>
        restoreBackup({
          home,
          backup,
          replace: options.replace,
          limits: copyLimitsFrom(io.env),
          onProgress: (step) => reporter.line(`  ${step}`),
          onDatabase: aroundDatabase(reporter, ', all compared'),
        }),
      );
      return ok({ ...contents, home, ...report }, (style) =>
        [
          `${style.good('✓')} Restored into ${style.bold(home)}, as of ${shortTime(backup.header.createdAt)}.`,
          ...(report.homeFiles.length === 0
            ? ['  The backup holds no keys: the next start makes new ones.']
            : []),
          ...(report.keptAside.length > 0
            ? [
                '  Kept aside; delete it when you need it no more:',
                ...report.keptAside.map((path) => `    ${path}`),
              ]
            : []),
          style.dim('  Next: kontor start'),
        ].join('\n'),
      );
    } finally {
      reporter.close();
    }
  },
});

const contentsOf = ({ header, databases, homeFiles }: VerifiedBackup) => ({
  createdAt: header.createdAt,
  kontorVersion: header.kontorVersion,
  postgresVersion: header.postgresVersion,
  databases: databases.map(({ summary }) => summary),
  keys: [...homeFiles.keys()],
});

function renderContents(
  backup: VerifiedBackup,
  home: string,
  inTheWay: readonly string[],
  replace: boolean,
  style: Style,
): string {
  const { header, databases, homeFiles } = backup;
  const table = renderTable(
    databases.map(({ summary }) => summary),
    [
      { title: 'database', cell: ({ name }) => name },
      { title: 'tables', cell: ({ tables }) => formatCount(tables), align: 'right' },
      { title: 'rows', cell: ({ rows }) => formatCount(rows), align: 'right' },
      { title: 'compressed', cell: ({ bytes }) => formatBytes(bytes), align: 'right' },
    ],
    style,
  );
  const verdict =
    inTheWay.length === 0
      ? `Would be restored into ${home}, which has no database.`
      : replace
        ? `Would take the place of what is in ${home}, which would be kept aside.`
        : `${home} has a database: it would be refused without --replace.`;
  return [
    `${style.good('✓')} Whole: made ${shortTime(header.createdAt)} by Kontor ${header.kontorVersion} on PostgreSQL ${header.postgresVersion}; ${homeFiles.size > 0 ? `with keys (${[...homeFiles.keys()].join(', ')})` : 'without keys'}.`,
    '',
    table,
    '',
    `${verdict} Nothing was changed.`,
  ].join('\n');
}
