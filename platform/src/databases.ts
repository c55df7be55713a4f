import { PLATFORM_DOMAINS, prepareDomain } from '@kontor/database';
import type { Logger } from '@kontor/http';
import type { Environment } from './config.js';
import type { OwnSubgraph } from './own-graph/subgraphs.js';

/** Creates and migrates the databases of these subgraphs, at the same time. Returns where each is. */
export async function prepareDatabases(
  names: readonly OwnSubgraph[],
  env: Environment,
  log: Logger,
): Promise<(name: OwnSubgraph) => string> {
  const urls = new Map(
    await Promise.all(
      names.map(async (name): Promise<[OwnSubgraph, string]> => {
        const domain = PLATFORM_DOMAINS.find(({ id }) => id.domain === name);
        if (!domain) throw new Error(`the platform has no domain ${name}`);
        const { url, applied } = await prepareDomain({ ...domain, env });
        if (applied.length > 0) log.info({ domain: name, applied }, 'migrations applied');
        return [name, url];
      }),
    ),
  );
  return (name) => {
    const url = urls.get(name);
    if (url === undefined) throw new Error(`the database of ${name} was not prepared`);
    return url;
  };
}
