import { artifactHash } from '@kontor/protocol';
import { until } from '../kontor/until.js';
import { PRODUCTS, REGISTRY, type Rig } from './rig.js';

/** What must hold whenever everything is back, each as a sentence about what is wrong; nothing when nothing is. */
export async function violationsOf(rig: Rig, seen: ReadonlySet<string>): Promise<string[]> {
  return [
    ...(await registryViolations(rig)),
    ...(await artifactViolations(rig)),
    ...(await servedViolations(rig, seen)),
    ...(await migrationViolations(rig)),
  ];
}

/** A registry that came back takes up unfinished launches within some seconds. */
const SWEEP_TIMEOUT_MS = 20_000;

async function registryViolations(rig: Rig): Promise<string[]> {
  const pending = () => rig.sql(REGISTRY, `SELECT FROM launches WHERE status = 'PENDING'`);
  await until('no launch is pending', async () => (await pending()).length === 0, SWEEP_TIMEOUT_MS).catch(
    () => undefined,
  );
  const [facts] = await rig.sql<Record<string, number>>(
    REGISTRY,
    `SELECT
       (SELECT count(*)::int FROM launches WHERE status = 'PENDING') AS "launches are pending",
       (SELECT count(*)::int FROM subgraph_versions v WHERE NOT EXISTS (
          SELECT FROM launches l WHERE l.version_id = v.id)) AS "versions have no launch",
       (SELECT count(*)::int FROM launches l WHERE status = 'COMPLETED' AND NOT EXISTS (
          SELECT FROM artifacts a WHERE a.hash = l.supergraph_hash)) AS "completed launches have no artifact",
       (SELECT count(*)::int FROM variants v WHERE revision <> (
          SELECT count(*) FROM launches l WHERE l.variant_id = v.id)) AS "variants have lost count",
       (SELECT count(*)::int FROM variants v WHERE current_launch_id IS DISTINCT FROM (
          SELECT id FROM launches l WHERE l.variant_id = v.id AND status = 'COMPLETED'
           ORDER BY sequence DESC LIMIT 1)) AS "pointers are not at the last completed launch"`,
  );
  return Object.entries(facts ?? {}).flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : []));
}

async function artifactViolations(rig: Rig): Promise<string[]> {
  const artifacts = await rig.sql<{ hash: string; sdl: string }>(REGISTRY, 'SELECT hash, sdl FROM artifacts');
  return artifacts.flatMap(({ hash, sdl }) =>
    artifactHash(sdl) === hash ? [] : [`artifact ${hash} is not what its hash says`],
  );
}

/** Every supergraph that was ever served is one of an accepted launch, and the last one comes to be served. */
async function servedViolations(rig: Rig, seen: ReadonlySet<string>): Promise<string[]> {
  const accepted = await rig.sql<{ hash: string; current: boolean }>(
    REGISTRY,
    `SELECT l.supergraph_hash AS hash, l.id = v.current_launch_id AS current
       FROM launches l JOIN variants v ON v.id = l.variant_id JOIN graphs g ON g.id = v.graph_id
      WHERE g.name = 'storefront' AND l.status = 'COMPLETED'`,
  );
  const current = accepted.find((launch) => launch.current)?.hash;
  const arrives = until('it is served', async () => (await servedHash(rig)) === current, SWEEP_TIMEOUT_MS);
  const served = await arrives.then(
    () => [],
    () => [`the gateway does not come to serve the current supergraph ${current}`],
  );
  const hashes = new Set(accepted.map(({ hash }) => hash));
  const foreign = [...seen].filter((hash) => !hashes.has(hash));
  return [...served, ...foreign.map((hash) => `${hash} was served, and no launch of it was accepted`)];
}

/** The hash of the supergraph that the gateway serves at this moment; undefined when it does not say. */
export async function servedHash({ kontor }: Rig): Promise<string | undefined> {
  try {
    const response = await fetch(new URL('/health/ready', kontor.graphqlUrl), {
      signal: AbortSignal.timeout(2_000),
    });
    const body = (await response.json()) as { details?: { supergraphHash?: string | null } };
    return body.details?.supergraphHash ?? undefined;
  } catch {
    return undefined;
  }
}

async function migrationViolations(rig: Rig): Promise<string[]> {
  const violations = await Promise.all(
    [PRODUCTS, REGISTRY].map(async (domain) => {
      const rows = await rig.sql<{ name: string }>(
        domain,
        `SELECT migration_name AS name FROM _prisma_migrations WHERE rolled_back_at IS NULL
          GROUP BY migration_name HAVING count(*) <> 1 OR bool_or(finished_at IS NULL)`,
      );
      return rows.map(
        ({ name }) => `the migration ${name} of ${domain.domain} is half-applied or applied twice`,
      );
    }),
  );
  return violations.flat();
}
