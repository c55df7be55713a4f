import { DriftFinder } from '@kontor/migrate';
import { defineCommand, list, no, ok, value } from '../command.js';
import { localSubgraphs, prismaFolder } from '../launcher/local-subgraphs.js';

export const command = defineCommand({
  description:
    'Tells whether the migrations make the tables that schema.prisma describes. Needs neither a\n' +
    'database nor a network: fit for CI. Exit 1, with the missing SQL, when they do not.',
  args: {},
  options: {
    subgraph: list('name', 'Only this subgraph of kontor.yaml.'),
    config: value('file', 'The kontor.yaml to look in.'),
  },
  examples: ['migration check', 'migration check --subgraph products'],
  async run({ options }, { io, progress }) {
    const { subgraphs } = await localSubgraphs(options.subgraph ?? [], options, io);
    await using drift = new DriftFinder();
    const checked: { subgraph: string; missingSql: string | null }[] = [];
    for (const subgraph of subgraphs) {
      const missing = await progress.during(`Comparing schema and migrations of ${subgraph.name}`, () =>
        drift.find(prismaFolder(subgraph)),
      );
      checked.push({ subgraph: subgraph.name, missingSql: missing ?? null });
    }
    const text = (): string =>
      checked.length === 0
        ? 'No subgraph of kontor.yaml has a database.'
        : checked
            .map(({ subgraph, missingSql }) =>
              missingSql === null
                ? `${subgraph}: schema and migrations agree.`
                : `${subgraph}: its migrations lack this.\n\n${missingSql}`,
            )
            .join('\n');
    const lacking = checked.filter(({ missingSql }) => missingSql !== null).map(({ subgraph }) => subgraph);
    if (lacking.length === 0) return ok({ checked }, text);
    const reason = {
      code: 'MIGRATION_MISSING',
      message: `Migrations are missing: ${lacking.join(', ')}.`,
      fix: `Write them: ${lacking.map((name) => `\`kontor migration new ${name} NAME\``).join(', ')}.`,
    };
    return no(reason, { checked }, text);
  },
});
