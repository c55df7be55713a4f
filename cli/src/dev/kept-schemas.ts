import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { artifactHash } from '@kontor/protocol';
import { joinSchemaFiles } from '../schema/schema-source.js';
import type { GoodSchemas } from './facts.js';

/**
 * What peers and deployed graphs said last that was good, between runs: `KONTOR_HOME/dev/<scope>/<source>.json`. One file
 * per source, replaced as a whole.
 */
export interface KeptSchemas {
  /** Undefined when there is none, it was damaged, or it is of another source. */
  read(source: string): Promise<GoodSchemas | undefined>;
  write(source: string, good: GoodSchemas): Promise<void>;
}

const keptShape = z.object({
  version: z.literal(1),
  scope: z.string(),
  source: z.string(),
  at: z.iso.datetime(),
  hash: z.string(),
  subgraphs: z.array(z.object({ name: z.string(), sdl: z.string(), routingUrl: z.string().nullable() })),
});

export function createKeptSchemas(home: string, scope: string): KeptSchemas {
  const folder = join(home, 'dev', scope);
  const fileOf = (source: string): string => join(folder, `${source}.json`);
  return {
    async read(source) {
      const kept = keptShape.safeParse(parseJson(await readFile(fileOf(source), 'utf8').catch(() => '')));
      if (!kept.success) return undefined;
      const { data } = kept;
      // A name may differ from the file's in its case alone, where the file system does not tell the two apart.
      if (data.scope !== scope || data.source !== source || data.hash !== hashOf(data.subgraphs))
        return undefined;
      return {
        at: new Date(data.at),
        subgraphs: data.subgraphs.map(({ name, sdl, routingUrl }) => ({
          name,
          source: joinSchemaFiles([{ path: `${name} (kept)`, text: sdl }]),
          routingUrl: routingUrl ?? undefined,
        })),
      };
    },
    async write(source, { subgraphs, at }) {
      const kept = subgraphs.map(({ name, source: schema, routingUrl = null }) => ({
        name,
        sdl: schema.sdl,
        routingUrl,
      }));
      const content: z.infer<typeof keptShape> = {
        version: 1,
        scope,
        source,
        at: at.toISOString(),
        hash: hashOf(kept),
        subgraphs: kept,
      };
      await replaceFile(folder, fileOf(source), JSON.stringify(content));
    },
  };
}

const hashOf = (subgraphs: z.infer<typeof keptShape>['subgraphs']): string =>
  artifactHash(JSON.stringify(subgraphs.map(({ name, sdl, routingUrl }) => [name, sdl, routingUrl])));

async function replaceFile(folder: string, file: string, text: string): Promise<void> {
  const partial = `${file}.${process.pid}.partial`;
  // As `kontor start` makes its home: a database below it may belong to another user.
  await mkdir(folder, { recursive: true, mode: 0o711 });
  try {
    await writeFile(partial, text, { mode: 0o600 });
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
