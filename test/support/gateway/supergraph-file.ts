import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SupergraphFile {
  readonly path: string;
  readonly folder: string;
  /** As careful tools do: a new file takes the name. */
  replace(sdl: string): Promise<void>;
  remove(): Promise<void>;
}

export async function writeSupergraphFile(sdl: string): Promise<SupergraphFile> {
  const folder = await mkdtemp(join(tmpdir(), 'kontor-gateway-'));
  const path = join(folder, 'supergraph.graphql');
  await writeFile(path, sdl);
  return {
    path,
    folder,
    async replace(next) {
      await writeFile(`${path}.next`, next);
      await rename(`${path}.next`, path);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
