import { launchEmbeddedPostgres, readMigrations } from '@kontor/database';
import { defineCommand, flag, list, ok, value } from '../command.js';
import { needsEmbeddedServer, prepareDomains } from '../launcher/database.js';
import { gatherDatabase } from '../launcher/doctor/database-facts.js';
import { homePaths } from '../launcher/home.js';
import { localSubgraphs } from '../launcher/local-subgraphs.js';
import { couldNotRun } from '../failure.js';

export const command = defineCommand({
  description:
    'Creates the databases of the subgraphs of kontor.yaml where they are absent, and applies the\n' +
    'migrations that are not applied. `kontor start` does the same; this is for a subgraph that is run\n' +
    'by hand, and for a step before a deployment. Databases: <GRAPH>_<SUBGRAPH>_DATABASE_URL,\n' +
    'DATABASE_URL, else the embedded one of KONTOR_HOME, running or not.',
  args: {},
  options: {
    subgraph: list('name', 'Only this subgraph of kontor.yaml.'),
    dryRun: flag('Say what is not applied, change nothing.'),
    config: value('file', 'The kontor.yaml to look in.'),
    home: value('folder', 'Where the embedded database is (env KONTOR_HOME; default .kontor).'),
  },
  examples: ['migration apply', 'migration apply --subgraph products --dry-run'],
  async run({ options }, { io, progress, note }) {
    const { plan, subgraphs } = await localSubgraphs(options.subgraph ?? [], options, io);
    const domains = subgraphs.map(({ domain }) => domain);
    const names = subgraphs.map(({ name }) => name);
    if (options.dryRun) {
      const facts = await gatherDatabase(domains, io.env, homePaths(plan.home).databaseUrl);
      if (facts.kind === 'unreachable') throw couldNotRun('DATABASE_UNREACHABLE', facts.message, facts.fix);
      const pending = subgraphs.map(({ name, domain: { migrationsDir } }, at) => ({
        subgraph: name,
        // Where no database is known yet, everything is still to come.
        pending:
          facts.kind === 'reachable'
            ? (facts.domains[at]?.pending ?? [])
            : readMigrations(migrationsDir).map((migration) => migration.name),
      }));
      return ok({ dryRun: true, subgraphs: names, pending }, () =>
        pending
          .map(
            ({ subgraph, pending: each }) =>
              `${subgraph}: ${each.length === 0 ? 'up to date' : each.join(', ')}`,
          )
          .join('\n'),
      );
    }
    const applied = await progress.during('Applying migrations', async () => {
      if (!needsEmbeddedServer(domains, io.env))
        return (await prepareDomains(domains, undefined, io.env)).applied;
      const server = await launchEmbeddedPostgres({ home: plan.home, onProgress: note });
      try {
        return (await prepareDomains(domains, server, io.env)).applied;
      } finally {
        await server.stop();
      }
    });
    return ok({ dryRun: false, subgraphs: names, applied }, (style) =>
      subgraphs.length === 0
        ? 'No subgraph of kontor.yaml has a database.'
        : `${style.good('✓')} ${names.join(', ')}: ${applied === 0 ? 'up to date' : `${applied} applied`}.`,
    );
  },
});
