import { createPrismaAdapter, type Logger } from '@kontor/subgraph';
import { createArtifacts, type Artifacts } from './artifacts.js';
import { createAudit, type Audit } from './audit.js';
import { PrismaClient } from './generated/client.js';
import { createGraphs, type Graphs } from './graphs.js';
import { createLaunches, type Launches } from './launches.js';
import { createSubgraphVersions, type SubgraphVersions } from './subgraph-versions.js';
import { createVariants, type Variants } from './variants.js';

/** The registry's tables, one repository per aggregate. */
export interface Store {
  readonly graphs: Graphs;
  readonly variants: Variants;
  readonly subgraphVersions: SubgraphVersions;
  readonly launches: Launches;
  readonly artifacts: Artifacts;
  readonly audit: Audit;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export function openStore({ databaseUrl, log }: { databaseUrl: string; log: Logger }): Store {
  const { adapter, transactionOptions, close } = createPrismaAdapter({
    url: databaseUrl,
    applicationName: 'kontor-registry',
    log,
  });
  const prisma = new PrismaClient({ adapter, transactionOptions });
  return {
    graphs: createGraphs(prisma),
    variants: createVariants(prisma),
    subgraphVersions: createSubgraphVersions(prisma),
    launches: createLaunches(prisma),
    artifacts: createArtifacts(prisma),
    audit: createAudit(prisma),
    async ping() {
      await prisma.$queryRaw`select 1`;
    },
    async close() {
      await prisma.$disconnect();
      await close();
    },
  };
}
