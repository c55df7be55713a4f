import { ProcessError } from '@kontor/http/basics';
import { readFile } from 'node:fs/promises';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { gatewayConfigSchema, type GatewayConfig } from './config.js';
import { messageOf } from './message-of.js';

/** Checks values against a schema; throws GATEWAY_CONFIG_INVALID naming each option that is wrong. */
export function parseConfig<Schema extends z.ZodType>(schema: Schema, values: unknown): z.output<Schema> {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'configuration'}: ${message}`,
  );
  throw new ProcessError('GATEWAY_CONFIG_INVALID', `The configuration is not usable. ${problems.join('; ')}`);
}

export interface ConfigPlaces {
  /** Options of the command line, nested like the configuration. */
  flags?: ConfigValues;
  env?: Readonly<Record<string, string | undefined>>;
  /** Path of a YAML (or JSON) file. */
  file?: string;
}

export interface ConfigValues {
  readonly [option: string]: unknown;
}

/** The gateway's configuration: flag before environment before file before default. */
export async function resolveGatewayConfig({
  flags = {},
  env = {},
  file,
}: ConfigPlaces): Promise<GatewayConfig> {
  const written = file === undefined ? {} : await readConfigFile(file);
  return parseConfig(gatewayConfigSchema, merge(merge(written, fromEnvironment(env)), flags));
}

async function readConfigFile(file: string): Promise<ConfigValues> {
  try {
    const values: unknown = parseYaml(await readFile(file, 'utf8'));
    if (values === null) return {};
    if (isSection(values)) return values;
  } catch (error) {
    throw new ProcessError('GATEWAY_CONFIG_INVALID', `The file ${file} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
  throw new ProcessError('GATEWAY_CONFIG_INVALID', `The file ${file} holds no options.`);
}

/** What is in `over` wins, option by option; a source (file or registry) replaces the other kind. */
function merge(under: ConfigValues, over: ConfigValues): ConfigValues {
  const merged: Record<string, unknown> = { ...under };
  for (const [option, value] of Object.entries(over)) {
    if (value === undefined) continue;
    if (option === 'supergraph') delete merged['registry'];
    if (option === 'registry') delete merged['supergraph'];
    const before = merged[option];
    merged[option] = isSection(before) && isSection(value) ? merge(before, value) : value;
  }
  return merged;
}

export interface EnvironmentVariable {
  readonly name: string;
  /** The option that it sets, `limits.bodyBytesMax`. */
  readonly option: readonly string[];
  readonly description: string;
}

/** Every option has one: `KONTOR_GATEWAY_` and its path, `limits.bodyBytesMax` -> `KONTOR_GATEWAY_LIMITS_BODY_BYTES_MAX`. */
export function gatewayEnvironmentVariables(): EnvironmentVariable[] {
  return leaves(gatewayConfigSchema).map(({ option, schema }) => ({
    name: variableName(option),
    option,
    description: schema.description ?? '',
  }));
}

const variableName = (option: readonly string[]): string =>
  `KONTOR_GATEWAY_${option.map(toScreamingSnake).join('_')}`;

function fromEnvironment(env: Readonly<Record<string, string | undefined>>): ConfigValues {
  return leaves(gatewayConfigSchema).reduce<ConfigValues>((values, { option, schema }) => {
    const text = env[variableName(option)] ?? env[shortName(option) ?? ''];
    return text === undefined || text === '' ? values : merge(values, nest(option, readValue(text, schema)));
  }, {});
}

/** Options that have a second, shorter variable. */
const shortName = (option: readonly string[]): string | undefined =>
  option.length === 1 && option[0] === 'shareOperations' ? 'KONTOR_SHARE_OPERATIONS' : undefined;

const nest = (option: readonly string[], value: unknown): ConfigValues =>
  option.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as ConfigValues;

/** Numbers, booleans, lists and maps are written as JSON; an option that is text is taken as it is. */
function readValue(text: string, schema: z.ZodType): unknown {
  const { type } = unwrap(schema).def;
  if (type === 'string' || type === 'enum') return text;
  if (type === 'boolean' && (text === '1' || text === '0')) return text === '1';
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const toScreamingSnake = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

interface Leaf {
  readonly option: readonly string[];
  readonly schema: z.ZodType;
}

function leaves(schema: z.ZodType, option: readonly string[] = []): Leaf[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject)
    return Object.entries(inner.shape as Record<string, z.ZodType>).flatMap(([name, field]) =>
      leaves(field, [...option, name]),
    );
  return [{ option, schema }];
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional)
    return unwrap(schema.unwrap() as z.ZodType);
  return schema;
}

const isSection = (value: unknown): value is ConfigValues =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
