import { relative } from 'node:path';
import { argument, defineCommand, flag, ok, value } from '../command.js';
import { type InitPlan, planSubgraph } from '../init/plan-subgraph.js';
import { writeProject } from '../init/write-project.js';
import type { Style } from '../output/style.js';

export const command = defineCommand({
  description:
    'Writes a subgraph that works: schema, typed resolvers, Prisma store with a first migration,\n' +
    'loader, a test on a real database, Dockerfile. Adds it to kontor.yaml (created if absent), so that\n' +
    'the next `kontor start` runs it, and makes it a workspace of the package.json here. Never\n' +
    'overwrites a file. Needs no network; `npm install` afterwards does.',
  args: { name: argument('name', "The subgraph's name, such as `products` or `gift-cards`.") },
  options: {
    folder: value('path', 'Where to write it, below this folder (default subgraphs/<name>).'),
    entity: value('type', 'The GraphQL type it serves (default: from the name, `products` -> `Product`).'),
    graph: value('graph[@variant]', 'For a new kontor.yaml (env KONTOR_GRAPH_REF; default main@current).'),
    dryRun: flag('List the files, write nothing.'),
  },
  examples: [
    'init subgraph products',
    'init subgraph inventory --entity StockItem',
    'init subgraph products --dry-run',
  ],
  async run({ args, options }, { io }) {
    const plan = await planSubgraph(args.name, options, io);
    if (!options.dryRun) await writeProject(plan);
    const from = (path: string): string => relative(io.cwd, path);
    const { names, folder, port, graph } = plan.facts;
    const data = {
      name: names.name,
      graph: plan.ref,
      entity: names.entity,
      folder,
      port,
      dryRun: options.dryRun,
      created: plan.created.map(({ path }) => from(path)),
      changed: plan.changed.map(({ path }) => from(path)),
    };
    return ok(data, (style) =>
      [
        ...(options.dryRun
          ? [`${style.bold(names.name)} would be written to ${folder}; nothing changed.`]
          : [`${style.good('✓')} ${style.bold(names.name)} of ${graph} is in ${folder}.`]),
        '',
        ...data.created.map((path) => `  ${style.good('+')} ${path}`),
        ...data.changed.map((path) => `  ${style.warn('~')} ${path}`),
        ...(options.dryRun ? [] : nextSteps(plan, style)),
      ].join('\n'),
    );
  },
});

const nextSteps = ({ facts: { folder, names } }: InitPlan, style: Style): string[] => [
  '',
  'Next:',
  '',
  `  npm install`,
  `  npm run build -w ${folder}`,
  `  npm test -w ${folder}`,
  `  npx kontor start                ${style.dim(`runs ${names.name} behind the gateway`)}`,
  '',
  style.dim(`${folder}/README.md says how to change it.`),
];
