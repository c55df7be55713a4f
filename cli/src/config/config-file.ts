import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { badUsage } from '../failure.js';
import type { Io } from '../io.js';

/**
 * `kontor.json`, looked for in the working directory and then upwards; KONTOR_CONFIG names another. It is meant to be
 * committed, so it never holds a key, at most the path of a file that does.
 */
export const configFileSchema = z.strictObject({
  $schema: z.string().optional().describe('For editors.'),
  platformUrl: z
    .string()
    .optional()
    .describe('Where the platform answers, such as `https://kontor.example.com`.'),
  graphRef: z.string().optional().describe('The `graph@variant` that commands use when none is named.'),
  apiKeyFile: z
    .string()
    .optional()
    .describe('A file that holds the API key; relative to the configuration file.'),
  home: z.string().optional().describe('`KONTOR_HOME`; relative to the configuration file.'),
});

export interface ConfigFile {
  readonly path: string;
  readonly platformUrl?: string;
  readonly graphRef?: string;
  /** Absolute. */
  readonly apiKeyFile?: string;
  /** Absolute. */
  readonly home?: string;
}

const CONFIG_FILE = 'kontor.json';

/** Undefined when there is none. Throws a CliFailure (bad usage) when one is there and cannot be used. */
export async function readConfigFile(io: Pick<Io, 'env' | 'cwd'>): Promise<ConfigFile | undefined> {
  const named = io.env['KONTOR_CONFIG'];
  if (named) {
    const path = resolve(io.cwd, named);
    const text = await read(path);
    if (text === undefined)
      throw badUsage('CLI_CONFIG_INVALID', `KONTOR_CONFIG names ${path}, which does not exist.`);
    return parse(path, text);
  }
  for (let folder = io.cwd; ; folder = dirname(folder)) {
    const path = join(folder, CONFIG_FILE);
    const text = await read(path);
    if (text !== undefined) return parse(path, text);
    if (dirname(folder) === folder) return undefined;
  }
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return undefined;
    throw badUsage('CLI_CONFIG_INVALID', `${path} cannot be read: ${message}.`);
  }
}

function parse(path: string, text: string): ConfigFile {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw badUsage('CLI_CONFIG_INVALID', `${path} is not JSON: ${(error as Error).message}.`);
  }
  const parsed = configFileSchema.safeParse(content);
  if (!parsed.success)
    throw badUsage('CLI_CONFIG_INVALID', `${path}: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`);
  const { platformUrl, graphRef, apiKeyFile, home } = parsed.data;
  const folder = dirname(path);
  return {
    path,
    ...(platformUrl === undefined ? {} : { platformUrl }),
    ...(graphRef === undefined ? {} : { graphRef }),
    ...(apiKeyFile === undefined ? {} : { apiKeyFile: resolve(folder, apiKeyFile) }),
    ...(home === undefined ? {} : { home: resolve(folder, home) }),
  };
}
