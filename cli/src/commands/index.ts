import type { AnyCommand } from '../command.js';

export const COMMAND_GROUPS = ['Run', 'Data', 'Graphs', 'Access', 'Help'] as const;

/** A command as `kontor --help` lists it; the rest of it is loaded only when it runs. */
export interface CommandEntry {
  /** `noun` or `noun verb` */
  readonly path: string;
  readonly group: (typeof COMMAND_GROUPS)[number];
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: AnyCommand }>;
}

/** Every command there is. To add one: add a file, add an entry. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    path: 'start',
    group: 'Run',
    summary: 'Run everything: database, platform, the subgraphs of kontor.yaml, gateway.',
    load: () => import('./start.js'),
  },
  {
    path: 'platform',
    group: 'Run',
    summary: 'Run the control plane: platform API, registry, identity, delivery.',
    load: () => import('./platform.js'),
  },
  {
    path: 'gateway',
    group: 'Run',
    summary: 'Run the data plane: the gateway that answers clients.',
    load: () => import('./gateway.js'),
  },
  {
    path: 'init subgraph',
    group: 'Run',
    summary: 'Write a subgraph that works, and add it to kontor.yaml.',
    load: () => import('./init-subgraph.js'),
  },
  {
    path: 'dev',
    group: 'Run',
    summary: 'Compose while you edit: your subgraphs, alone or over a deployed graph.',
    load: () => import('./dev.js'),
  },
  {
    path: 'trace',
    group: 'Run',
    summary: 'Ask the gateway, and print the trace of it: gateway, subgraphs, SQL.',
    load: () => import('./trace.js'),
  },
  {
    path: 'backup',
    group: 'Data',
    summary: 'Write all databases to one file, while everything runs.',
    load: () => import('./backup.js'),
  },
  {
    path: 'restore',
    group: 'Data',
    summary: 'Make the embedded database of a home from a backup.',
    load: () => import('./restore.js'),
  },
  {
    path: 'db move',
    group: 'Data',
    summary: 'Take an embedded installation to a PostgreSQL of your own.',
    load: () => import('./db-move.js'),
  },
  {
    path: 'migration new',
    group: 'Run',
    summary: 'Write the migration that a changed schema.prisma needs.',
    load: () => import('./migration-new.js'),
  },
  {
    path: 'migration check',
    group: 'Run',
    summary: 'Ask whether migrations make what schema.prisma describes.',
    load: () => import('./migration-check.js'),
  },
  {
    path: 'migration apply',
    group: 'Run',
    summary: 'Create databases and apply migrations of the subgraphs of kontor.yaml.',
    load: () => import('./migration-apply.js'),
  },
  {
    path: 'graph create',
    group: 'Graphs',
    summary: 'Create a graph, or a variant of one.',
    load: () => import('./graph-create.js'),
  },
  {
    path: 'graph list',
    group: 'Graphs',
    summary: 'List graphs with their variants.',
    load: () => import('./graph-list.js'),
  },
  {
    path: 'subgraph publish',
    group: 'Graphs',
    summary: 'Publish a subgraph schema; gateways serve it when it composes.',
    load: () => import('./subgraph-publish.js'),
  },
  {
    path: 'subgraph check',
    group: 'Graphs',
    summary: 'Ask whether a schema would compose with what is live.',
    load: () => import('./subgraph-check.js'),
  },
  {
    path: 'subgraph list',
    group: 'Graphs',
    summary: 'List the subgraphs of a variant.',
    load: () => import('./subgraph-list.js'),
  },
  {
    path: 'subgraph fetch',
    group: 'Graphs',
    summary: 'Print the live schema of a subgraph.',
    load: () => import('./subgraph-fetch.js'),
  },
  {
    path: 'subgraph delete',
    group: 'Graphs',
    summary: 'Take a subgraph out of a variant.',
    load: () => import('./subgraph-delete.js'),
  },
  {
    path: 'launch list',
    group: 'Graphs',
    summary: 'List the launches of a variant, newest first.',
    load: () => import('./launch-list.js'),
  },
  {
    path: 'launch show',
    group: 'Graphs',
    summary: 'Show one launch, with the reasons if it was refused.',
    load: () => import('./launch-show.js'),
  },
  {
    path: 'supergraph compose',
    group: 'Graphs',
    summary: 'Compose subgraphs on this machine, from a supergraph.yaml.',
    load: () => import('./supergraph-compose.js'),
  },
  {
    path: 'supergraph fetch',
    group: 'Graphs',
    summary: 'Print the supergraph that gateways load.',
    load: () => import('./supergraph-fetch.js'),
  },
  {
    path: 'supergraph plan',
    group: 'Graphs',
    summary: 'Print what a gateway would fetch for an operation.',
    load: () => import('./supergraph-plan.js'),
  },
  {
    path: 'api-key create',
    group: 'Access',
    summary: 'Create an API key; its secret is shown once.',
    load: () => import('./api-key-create.js'),
  },
  {
    path: 'api-key list',
    group: 'Access',
    summary: 'List the API keys of an organisation.',
    load: () => import('./api-key-list.js'),
  },
  {
    path: 'api-key revoke',
    group: 'Access',
    summary: 'Revoke an API key; it stops everywhere within 5 seconds.',
    load: () => import('./api-key-revoke.js'),
  },
  {
    path: 'audit list',
    group: 'Access',
    summary: 'List who changed graphs, keys and members, newest first.',
    load: () => import('./audit-list.js'),
  },
  {
    path: 'whoami',
    group: 'Access',
    summary: 'Say who the API key speaks for and what it may do.',
    load: () => import('./whoami.js'),
  },
  {
    path: 'doctor',
    group: 'Help',
    summary: 'Say what runs, with how much memory, and what is wrong.',
    load: () => import('./doctor.js'),
  },
  {
    path: 'explain',
    group: 'Help',
    summary: 'Explain an error code: what happened, why, what to do.',
    load: () => import('./explain.js'),
  },
];
