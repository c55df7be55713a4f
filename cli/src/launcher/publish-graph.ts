import { readFile } from 'node:fs/promises';
import { couldNotRun } from '../failure.js';
import type { PlannedSubgraph, StartPlan } from './plan.js';
import type { PlatformApi, Problem } from './platform-api.js';
import { decideOwnPublish } from './publish-own.js';

export interface PublishReport {
  published: string[];
  unchanged: string[];
  /** Left as a team published them. */
  theirs: string[];
  /** Nobody has published anything that composes: there is nothing to serve until somebody does. */
  isEmpty: boolean;
}

/**
 * Publishes the subgraphs of kontor.yaml as far as that undoes nobody's publish. A subgraph may need another one to
 * compose, in whatever order the file names them: what is refused is tried again as long as others get through.
 * Throws PUBLISH_REFUSED.
 */
export async function publishGraph(api: PlatformApi, plan: StartPlan): Promise<PublishReport> {
  await api.createGraph(plan.graph);
  const [actorId, active] = await Promise.all([api.ownActorId(), api.activeVersions(plan.graph)]);
  const report: PublishReport = { published: [], unchanged: [], theirs: [], isEmpty: false };
  const pending: Pending[] = [];
  for (const subgraph of plan.subgraphs) {
    const sdl = await readSchema(subgraph);
    const decision = decideOwnPublish(
      active.get(subgraph.name),
      { sdl, routingUrl: subgraph.routingUrl },
      actorId,
    );
    if (decision.kind === 'publish')
      pending.push({ subgraph, sdl, ifActiveVersion: decision.ifActiveVersion });
    else report[decision.kind].push(subgraph.name);
  }
  report.published = await publishAll(api, plan.graph, pending);
  report.isEmpty = plan.subgraphs.length === 0 && !(await api.hasSupergraph(plan.graph));
  return report;
}

interface Pending {
  subgraph: PlannedSubgraph;
  sdl: string;
  ifActiveVersion: string | null;
}

async function publishAll(api: PlatformApi, ref: string, pending: readonly Pending[]): Promise<string[]> {
  const published: string[] = [];
  let rest = pending;
  while (rest.length > 0) {
    const refused: { item: Pending; problems: readonly Problem[] }[] = [];
    for (const item of rest) {
      const { name, routingUrl } = item.subgraph;
      const { sdl, ifActiveVersion } = item;
      const result = await api.publish({ ref, name, sdl, routingUrl, ifActiveVersion });
      if (result.kind === 'accepted') published.push(name);
      else refused.push({ item, problems: result.problems });
    }
    if (refused.length === rest.length) throw publishRefused(refused);
    rest = refused.map(({ item }) => item);
  }
  return published;
}

function publishRefused(refused: readonly { item: Pending; problems: readonly Problem[] }[]): Error {
  const lines = refused.flatMap(({ item, problems }) =>
    problems.map(({ code, message, fix }) => `  ${item.subgraph.name}: ${code}: ${message} (${fix})`),
  );
  const names = refused.map(({ item }) => item.subgraph.name).join(', ');
  return couldNotRun(
    'PUBLISH_REFUSED',
    `The graph does not compose with ${names} of kontor.yaml:\n${lines.join('\n')}`,
  );
}

async function readSchema({ name, schemaFile }: PlannedSubgraph): Promise<string> {
  try {
    return await readFile(schemaFile, 'utf8');
  } catch (error) {
    throw couldNotRun(
      'SCHEMA_FILE_INVALID',
      `The schema of ${name} cannot be read: ${(error as Error).message}.`,
    );
  }
}
