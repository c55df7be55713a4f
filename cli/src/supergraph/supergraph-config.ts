import { dirname } from 'node:path';
import { readFile, stat } from 'node:fs/promises';
import * as z from 'zod';
import { isGraphName, parseGraphRef } from '@kontor/protocol';
import { findForbiddenKey, YAML_ALIASES_MAX } from '../config/yaml-limits.js';
import { badUsage } from '../failure.js';
import type { Io } from '../io.js';

/** A supergraph.yaml of rover or a graph.yaml of wgc, as they are: URLs, files beside it, `${env.NAME}` in any text. */
export interface SupergraphConfig {
  /** Absolute; `schema.file` is relative to it. */
  readonly folder: string;
  readonly subgraphs: readonly SubgraphConfig[];
}

export interface SubgraphConfig {
  readonly name: string;
  /** Undefined only where the schema's place tells it (`subgraph_url`, `graphref`). */
  readonly routingUrl: string | undefined;
  readonly schema: SchemaPlace;
}

export type SchemaPlace =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'sdl'; readonly sdl: string }
  | { readonly kind: 'running'; readonly url: string; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'registry'; readonly ref: string; readonly subgraph: string };

const CONFIG_BYTES_MAX = 4 * 1024 * 1024;
const SUBGRAPHS_MAX = 500;
/** A YAML alias may repeat a part; a file of a few hundred bytes must not become a billion. */
const STDIN = '-';

export const supergraphConfigSchema = z.object({
  federation_version: z
    .union([z.string(), z.number()])
    .optional()
    .describe('As in files written for rover; anything but federation 1.'),
  subgraphs: z.preprocess(
    byName,
    z.record(
      z.string(),
      z.object({
        routing_url: z.string().optional().describe('Where gateways reach it.'),
        schema: z
          .union([
            z.object({ file: z.string() }),
            z.object({ sdl: z.string() }),
            z.object({
              subgraph_url: z.string(),
              introspection_headers: z.record(z.string(), z.string()).optional(),
            }),
            z.object({ graphref: z.string(), subgraph: z.string().optional() }),
          ])
          .describe(
            'One of `file` (a path), `sdl` (the schema itself), `subgraph_url` (asked of a running one, with `introspection_headers`) and `graphref` (what is live, with `subgraph`).',
          ),
      }),
    ),
  ),
});

/** An entry of the list that wgc has instead of a map; without a schema it is asked for at its routing URL. */
const listedSchema = z.array(
  z.object({
    name: z.string(),
    routing_url: z.string().optional(),
    schema: z.unknown().optional(),
    introspection: z
      .object({ url: z.string().optional(), headers: z.record(z.string(), z.string()).optional() })
      .optional(),
  }),
);

/** wgc's list as rover's map; anything else as it is. */
function byName(subgraphs: unknown, context: z.RefinementCtx): unknown {
  if (!Array.isArray(subgraphs)) return subgraphs;
  const listed = listedSchema.safeParse(subgraphs);
  if (!listed.success) {
    for (const { path, message } of listed.error.issues) context.addIssue({ code: 'custom', path, message });
    return z.NEVER;
  }
  // Here already: a record loses a name that is a property of every object.
  const nameless = listed.data.find(({ name }) => !isGraphName(name));
  if (nameless) {
    context.addIssue({ code: 'custom', message: `"${nameless.name}" is not a name for a subgraph` });
    return z.NEVER;
  }
  const twice = listed.data.find(
    ({ name }, index) => listed.data.findIndex((entry) => entry.name === name) !== index,
  );
  if (twice) {
    context.addIssue({ code: 'custom', message: `names "${twice.name}" twice` });
    return z.NEVER;
  }
  return Object.fromEntries(
    listed.data.map(({ name, routing_url, schema, introspection }) => [
      name,
      {
        routing_url,
        schema: schema ?? {
          subgraph_url: introspection?.url ?? routing_url,
          introspection_headers: introspection?.headers,
        },
      },
    ]),
  );
}

/** Reads and checks the file (`-` is standard input). Throws a CliFailure (bad usage) that names the place. */
export async function readSupergraphConfig(
  given: string,
  path: string,
  io: Pick<Io, 'stdin' | 'env' | 'cwd'>,
): Promise<SupergraphConfig> {
  const text = given === STDIN ? await readAll(io.stdin) : await readConfig(path, given);
  const content = expandEnvironment(await parseYaml(text, given), io.env, given);
  return toConfig(content, given === STDIN ? io.cwd : dirname(path), given);
}

/** The checked content of a parsed file. Pure. */
export function toConfig(content: unknown, folder: string, given: string): SupergraphConfig {
  const forbidden = findForbiddenKey(content);
  if (forbidden) throw invalid(`${given}: ${forbidden.join('.')} is no name for anything.`);
  const parsed = supergraphConfigSchema.safeParse(content);
  if (!parsed.success) throw invalid(`${given}: ${describeIssues(parsed.error)}`);
  refuseFederationOne(parsed.data.federation_version, given);
  const entries = Object.entries(parsed.data.subgraphs);
  if (entries.length === 0) throw invalid(`${given} names no subgraphs.`);
  if (entries.length > SUBGRAPHS_MAX)
    throw invalid(`${given} names ${entries.length} subgraphs; at most ${SUBGRAPHS_MAX} compose.`);
  return {
    folder,
    subgraphs: entries.map(([name, { routing_url: routingUrl, schema }]) => {
      if (!isGraphName(name))
        throw invalid(
          `${given}: "${name}" is not a name for a subgraph (a letter, then letters, digits, _ and -; at most 64 characters).`,
        );
      const place = toPlace(schema, name, given);
      if (routingUrl === undefined && (place.kind === 'file' || place.kind === 'sdl'))
        throw invalid(`${given}: subgraph "${name}" has no routing_url.`);
      return { name, routingUrl, schema: place };
    }),
  };
}

function toPlace(
  schema: z.infer<typeof supergraphConfigSchema>['subgraphs'][string]['schema'],
  name: string,
  given: string,
): SchemaPlace {
  if ('file' in schema) return { kind: 'file', path: schema.file };
  if ('sdl' in schema) return { kind: 'sdl', sdl: schema.sdl };
  if ('graphref' in schema) {
    if (parseGraphRef(schema.graphref) === undefined)
      throw invalid(`${given}: "${schema.graphref}" of subgraph "${name}" is not a graph reference.`);
    return { kind: 'registry', ref: schema.graphref, subgraph: schema.subgraph ?? name };
  }
  const { subgraph_url: url } = schema;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw invalid(`${given}: "${url}" of subgraph "${name}" is not an http or https URL.`);
  return { kind: 'running', url, headers: schema.introspection_headers ?? {} };
}

function refuseFederationOne(version: string | number | undefined, given: string): void {
  const text = String(version ?? '2').replace(/^=/, '');
  if (!/^(2|latest-2)(\.|$)/.test(text))
    throw invalid(
      `${given} asks for federation_version ${text}; Kontor composes Federation 2 only.`,
      'Leave federation_version out, or write 2.',
    );
}

async function readConfig(path: string, given: string): Promise<string> {
  const unreadable = (error: Error) => invalid(`${given} cannot be read: ${error.message}.`);
  const { size } = await stat(path).catch((error: Error) => Promise.reject(unreadable(error)));
  if (size > CONFIG_BYTES_MAX)
    throw invalid(`${given} holds more than ${CONFIG_BYTES_MAX / 1024 / 1024} MiB.`);
  return readFile(path, 'utf8').catch((error: Error) => Promise.reject(unreadable(error)));
}

async function readAll(stdin: Io['stdin']): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin as AsyncIterable<Buffer | string>) {
    const buffer = Buffer.from(chunk as string);
    bytes += buffer.length;
    if (bytes > CONFIG_BYTES_MAX)
      throw invalid(`Standard input holds more than ${CONFIG_BYTES_MAX / 1024 / 1024} MiB.`);
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function parseYaml(text: string, given: string): Promise<unknown> {
  const { parse } = await import('yaml');
  try {
    return parse(text, { maxAliasCount: YAML_ALIASES_MAX, prettyErrors: true });
  } catch (error) {
    throw invalid(`${given} is not YAML: ${(error as Error).message.split('\n')[0] ?? ''}`);
  }
}

/** `${env.NAME}` in texts, as rover has it, so that a token for a header stays out of the file. */
function expandEnvironment(content: unknown, env: Io['env'], given: string): unknown {
  if (typeof content === 'string')
    return content.replaceAll(/\$\{env\.([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
      const value = env[name];
      if (value === undefined)
        throw invalid(`${given} uses \${env.${name}}, and ${name} is not set.`, `Set ${name}.`);
      return value;
    });
  if (Array.isArray(content)) return content.map((item) => expandEnvironment(item, env, given));
  if (content !== null && typeof content === 'object')
    return Object.fromEntries(
      Object.entries(content).map(([key, item]) => [key, expandEnvironment(item, env, given)]),
    );
  return content;
}

function describeIssues(error: z.ZodError): string {
  const [issue] = error.issues;
  const place = issue?.path.join('.') ?? '';
  if (place.endsWith('.schema')) return `${place} needs one of file, sdl, subgraph_url, graphref.`;
  return `${place === '' ? 'the file' : place}: ${issue?.message ?? 'unusable'}.`;
}

const invalid = (message: string, fix?: string) => badUsage('SUPERGRAPH_CONFIG_INVALID', message, fix);
