import { relative, resolve } from 'node:path';
import type { CommandContext } from '../command.js';
import { resolveGraphRef, type ConnectionFlags } from '../config/settings.js';
import { connect } from '../platform-client/connect.js';
import { fetchSubgraph } from '../platform-client/subgraph.js';
import { loadSchema } from '../schema/load-schema.js';
import { joinSchemaFiles, type SchemaSource } from '../schema/schema-source.js';
import { fetchRunningSchema } from './fetch-running-schema.js';
import type { SubgraphConfig, SupergraphConfig } from './supergraph-config.js';

export interface LoadedSubgraph {
  readonly name: string;
  readonly url: string;
  readonly source: SchemaSource;
}

/** The schemas that a supergraph.yaml names. Nothing leaves the machine unless the file names a URL or a graph. */
export const loadSubgraphs = (
  config: SupergraphConfig,
  flags: ConnectionFlags,
  context: CommandContext,
): Promise<LoadedSubgraph[]> =>
  Promise.all(config.subgraphs.map((subgraph) => loadSubgraph(subgraph, config.folder, flags, context)));

async function loadSubgraph(
  { name, routingUrl, schema }: SubgraphConfig,
  folder: string,
  flags: ConnectionFlags,
  context: CommandContext,
): Promise<LoadedSubgraph> {
  switch (schema.kind) {
    case 'file': {
      const path = relative(context.io.cwd, resolve(folder, schema.path)) || schema.path;
      return { name, url: routingUrl ?? '', source: await loadSchema(path, context.io) };
    }
    case 'sdl':
      return {
        name,
        url: routingUrl ?? '',
        source: joinSchemaFiles([{ path: `${name} (sdl)`, text: schema.sdl }]),
      };
    case 'running': {
      const text = await fetchRunningSchema(name, schema.url, schema.headers);
      return { name, url: routingUrl ?? schema.url, source: joinSchemaFiles([{ path: schema.url, text }]) };
    }
    case 'registry': {
      const ref = await resolveGraphRef(schema.ref, context.io);
      const { sdl, routingUrl: published } = await fetchSubgraph(
        await connect(flags, context),
        ref,
        schema.subgraph,
      );
      return {
        name,
        url: routingUrl ?? published,
        source: joinSchemaFiles([{ path: `${schema.ref}/${schema.subgraph}`, text: sdl }]),
      };
    }
  }
}
