import { existsSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { relative, resolve } from 'node:path';
import { formatGraphRef, type GraphRef, isGraphName } from '@kontor/protocol';
import { type ConnectionFlags, resolveGraphRef } from '../config/settings.js';
import { badUsage } from '../failure.js';
import type { Io } from '../io.js';
import { CONFIG_FILE, readPlan } from '../launcher/plan.js';
import {
  type SchemaPlace,
  type SubgraphConfig,
  readSupergraphConfig,
} from '../supergraph/supergraph-config.js';

export interface DevFlags extends ConnectionFlags {
  readonly graph?: string | undefined;
  readonly config?: string | undefined;
  readonly name: readonly string[];
  readonly schema: readonly string[];
  readonly routingUrl: readonly string[];
  readonly only: readonly string[];
}

/** What a `kontor dev` works on, known before anything is asked or watched. */
export interface DevPlan {
  /** Under which kept schemas are filed: those of one graph, or of one file. */
  readonly scope: string;
  /** The deployed graph whose subgraphs are taken unless they are named here. */
  readonly graph: GraphRef | undefined;
  readonly subgraphs: readonly DevSubgraph[];
  /** The file that names them, absolute; it is watched, too. */
  readonly file: string | undefined;
}

export interface DevSubgraph {
  readonly name: string;
  /** Undefined: where the deployed graph routes it, or where its schema was asked for. */
  readonly routingUrl: string | undefined;
  /** Files are relative to the working directory. */
  readonly schema: SchemaPlace;
  /** What starts its process, where a file says so. */
  readonly start: string | null;
}

/** Flags, or the file they name, or the kontor.yaml of the folder. Throws a CliFailure (bad usage). */
export async function readDevPlan(flags: DevFlags, io: Pick<Io, 'stdin' | 'env' | 'cwd'>): Promise<DevPlan> {
  const graph = flags.graph === undefined ? undefined : await resolveGraphRef(flags.graph, io);
  const { subgraphs, file, title } = await readSubgraphs(flags, io);
  const chosen = pick(subgraphs, flags.only);
  if (graph === undefined)
    for (const { name, routingUrl, schema } of chosen)
      if (routingUrl === undefined && (schema.kind === 'file' || schema.kind === 'sdl'))
        throw badUsage(
          'ROUTING_URL_REQUIRED',
          `It is not known where the subgraph "${name}" answers.`,
          'Pass its address with --routing-url.',
        );
  return {
    scope: graph ? formatGraphRef(graph) : (title ?? nameOfPlace(file ?? io.cwd)),
    graph,
    subgraphs: chosen,
    file,
  };
}

interface NamedSubgraphs {
  readonly subgraphs: readonly DevSubgraph[];
  readonly file?: string;
  /** What the file says it is about. */
  readonly title?: string;
}

async function readSubgraphs(
  flags: DevFlags,
  io: Pick<Io, 'stdin' | 'env' | 'cwd'>,
): Promise<NamedSubgraphs> {
  const named = flags.name.length > 0 || flags.schema.length > 0 || flags.routingUrl.length > 0;
  if (named && flags.config !== undefined)
    throw badUsage(
      'USAGE_INVALID',
      '--config and --name exclude each other: name every subgraph in one place.',
    );
  if (named) return { subgraphs: fromFlags(flags) };
  const path = resolve(io.cwd, flags.config ?? CONFIG_FILE);
  if (flags.config === undefined && !existsSync(path))
    throw badUsage(
      'USAGE_INVALID',
      `No subgraph is named, and there is no ${CONFIG_FILE} here.`,
      'Pass --name, --schema and --routing-url, or --config FILE with a supergraph.yaml.',
    );
  if (flags.config === '-')
    throw badUsage('USAGE_INVALID', '--config names a file, which is watched; standard input cannot be.');
  return flags.config === undefined || /(^|[\\/])kontor\.ya?ml$/.test(path)
    ? fromKontorFile(path, io)
    : fromSupergraphFile(flags.config, path, io);
}

/** The n-th --schema and the n-th --routing-url belong to the n-th --name; either may be left out for all. */
function fromFlags({ name: names, schema, routingUrl }: DevFlags): readonly DevSubgraph[] {
  if (names.length === 0) throw badUsage('USAGE_INVALID', '--schema and --routing-url need a --name.');
  for (const [flag, values] of Object.entries({ schema, 'routing-url': routingUrl }))
    if (values.length > 0 && values.length !== names.length)
      throw badUsage(
        'USAGE_INVALID',
        `${names.length} subgraphs are named, and --${flag} is given ${values.length} times.`,
        `Give --${flag} once for each --name, in the same order, or write a supergraph.yaml and pass it with --config.`,
      );
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw badUsage('USAGE_INVALID', `"${twice}" is named twice.`);
  return names.map((name, index) => {
    if (!isGraphName(name))
      throw badUsage(
        'USAGE_INVALID',
        `"${name}" is not a name for a subgraph (a letter, then letters, digits, _ and -; at most 64 characters).`,
      );
    const [file, url] = [schema[index], routingUrl[index]];
    if (url !== undefined && !isHttpUrl(url))
      throw badUsage('ROUTING_URL_INVALID', `"${url}" of "${name}" is not an http or https URL.`);
    return { name, routingUrl: url, schema: placeFromFlags(name, file, url), start: null };
  });
}

function placeFromFlags(name: string, file: string | undefined, url: string | undefined): SchemaPlace {
  if (file === '-')
    throw badUsage('USAGE_INVALID', '--schema names a file, which is watched; standard input cannot be.');
  if (file !== undefined) return { kind: 'file', path: file };
  if (url !== undefined) return { kind: 'running', url, headers: {} };
  throw badUsage('USAGE_INVALID', `Of "${name}" neither --schema nor --routing-url is given.`);
}

async function fromKontorFile(path: string, io: Pick<Io, 'env' | 'cwd'>): Promise<NamedSubgraphs> {
  const plan = await readPlan({ config: path }, io);
  return {
    file: path,
    title: plan.graph,
    subgraphs: plan.subgraphs.map(({ name, schemaFile, routingUrl, command }) => ({
      name,
      routingUrl,
      schema: { kind: 'file', path: fromHere(schemaFile, io.cwd) },
      start: command.join(' '),
    })),
  };
}

async function fromSupergraphFile(
  given: string,
  path: string,
  io: Pick<Io, 'stdin' | 'env' | 'cwd'>,
): Promise<NamedSubgraphs> {
  const { subgraphs, folder } = await readSupergraphConfig(given, path, io);
  return {
    file: path,
    subgraphs: subgraphs.map(({ name, routingUrl, schema }: SubgraphConfig) => ({
      name,
      routingUrl: routingUrl ?? (schema.kind === 'running' ? schema.url : undefined),
      schema:
        schema.kind === 'file' ? { ...schema, path: fromHere(resolve(folder, schema.path), io.cwd) } : schema,
      start: null,
    })),
  };
}

/** Short enough to be read in a message. */
const fromHere = (path: string, cwd: string): string => relative(cwd, path) || path;

function pick(subgraphs: readonly DevSubgraph[], only: readonly string[]): readonly DevSubgraph[] {
  const unknown = only.find((wanted) => !subgraphs.some(({ name }) => name === wanted));
  if (unknown !== undefined)
    throw badUsage(
      'USAGE_INVALID',
      `--only names "${unknown}", which is not among ${subgraphs.map(({ name }) => name).join(', ')}.`,
    );
  return only.length === 0 ? subgraphs : subgraphs.filter(({ name }) => only.includes(name));
}

/** A name for a place on this machine that two places do not share. */
const nameOfPlace = (path: string): string =>
  `local-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`;

const isHttpUrl = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');
