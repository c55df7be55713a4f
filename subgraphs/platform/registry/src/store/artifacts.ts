import type { PrismaClient } from './generated/client.js';
import type { ArtifactRecord } from './records.js';

export type Artifacts = ReturnType<typeof createArtifacts>;

export function createArtifacts(prisma: PrismaClient) {
  return {
    findByHashes: (hashes: readonly string[]): Promise<ArtifactRecord[]> =>
      prisma.artifact.findMany({
        where: { hash: { in: [...hashes] } },
        select: { hash: true, sdl: true, apiSdl: true },
      }),

    /** The supergraph's SDL alone; null when there is no such artifact. */
    async findSdl(hash: string): Promise<string | null> {
      const artifact = await prisma.artifact.findUnique({ where: { hash }, select: { sdl: true } });
      return artifact?.sdl ?? null;
    },
  };
}
