import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { badUsage } from '../failure.js';
import type { Io } from '../io.js';
import { type PlannedSubgraph, type StartPlan, readPlan } from './plan.js';

/** A subgraph of kontor.yaml that has tables. */
export interface LocalSubgraph {
  name: string;
  domain: NonNullable<PlannedSubgraph['domain']>;
}

/**
 * The subgraphs of kontor.yaml that have a database, all or those named. Throws KONTOR_CONFIG_INVALID and
 * USAGE_INVALID (exit 3).
 */
export async function localSubgraphs(
  names: readonly string[],
  flags: { config?: string | undefined; home?: string | undefined },
  io: Pick<Io, 'env' | 'cwd'>,
): Promise<{ plan: StartPlan; subgraphs: LocalSubgraph[] }> {
  const plan = await readPlan(flags, io);
  const all = plan.subgraphs.flatMap(({ name, domain }) => (domain ? [{ name, domain }] : []));
  const known = all.length === 0 ? 'none' : all.map(({ name }) => name).join(', ');
  for (const name of names)
    if (!all.some((each) => each.name === name))
      throw badUsage(
        'USAGE_INVALID',
        `kontor.yaml has no subgraph ${name} with a database.`,
        `Those that have one: ${known}. Run the command in the folder of kontor.yaml.`,
      );
  return { plan, subgraphs: names.length === 0 ? all : all.filter(({ name }) => names.includes(name)) };
}

/** The folder of `schema.prisma`, beside the migrations. Throws USAGE_INVALID when there is none. */
export function prismaFolder({ name, domain }: LocalSubgraph): string {
  const folder = dirname(domain.migrationsDir);
  if (existsSync(join(folder, 'schema.prisma'))) return folder;
  throw badUsage(
    'USAGE_INVALID',
    `${name} has no schema.prisma beside its migrations (${folder}).`,
    'Keep `schema.prisma` and `migrations/` in one folder, as `kontor init subgraph` does.',
  );
}
