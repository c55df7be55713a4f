import { relative } from 'node:path';
import { MigrateError, planMigration, writeMigration } from '@kontor/migrate';
import { argument, defineCommand, flag, ok, value } from '../command.js';
import { badUsage } from '../failure.js';
import { localSubgraphs, prismaFolder } from '../launcher/local-subgraphs.js';

export const command = defineCommand({
  description:
    'Compares schema.prisma with what the migrations make of an empty PostgreSQL in memory, and writes\n' +
    'what is missing as one more migration. Needs neither a database nor a network. Read the SQL: a\n' +
    'rename comes out as DROP and ADD.',
  args: {
    subgraph: argument('subgraph', 'A subgraph of kontor.yaml.'),
    name: argument('name', 'What the migration does, in snake_case.'),
  },
  options: {
    empty: flag('An empty file, for SQL that Prisma cannot express.'),
    dryRun: flag('Print the SQL, write nothing.'),
    config: value('file', 'The kontor.yaml to look in.'),
  },
  examples: ['migration new products add_colour', 'migration new products name_not_empty --empty'],
  async run({ args, options }, { io, progress }) {
    const { subgraphs } = await localSubgraphs([args.subgraph], options, io);
    const [subgraph] = subgraphs;
    if (!subgraph) throw new Error('localSubgraphs returns the subgraph that is named');
    const planned = await progress.during(`Comparing schema and migrations of ${subgraph.name}`, () =>
      planMigration(prismaFolder(subgraph), args.name, { empty: options.empty }).catch(asUsage),
    );
    if (planned === undefined)
      return ok(
        { subgraph: subgraph.name, dryRun: options.dryRun, file: null, sql: null },
        () => `${subgraph.name}: schema and migrations agree; nothing to write.`,
      );
    if (!options.dryRun) writeMigration(planned);
    const file = relative(io.cwd, planned.file);
    return ok({ subgraph: subgraph.name, dryRun: options.dryRun, file, sql: planned.sql }, (style) =>
      [
        planned.sql,
        options.dryRun
          ? `${style.bold(file)} would be written; nothing changed.`
          : `${style.good('✓')} ${style.bold(file)} is written. Read it before you commit it; the next \`kontor start\` applies it.`,
      ].join('\n'),
    );
  },
});

/** A name is on the command line; a schema or migration that is wrong is in a file, and keeps its own code. */
function asUsage(error: unknown): never {
  if (error instanceof MigrateError) throw badUsage(error.code, error.message);
  throw error;
}
