import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { badUsage } from '../failure.js';
import type { Io } from '../io.js';
import { joinSchemaFiles, type SchemaFile, type SchemaSource } from './schema-source.js';

/** All files of one subgraph's schema together. The registry has a limit of its own and may be stricter. */
const SCHEMA_BYTES_MAX = 4 * 1024 * 1024;
const SCHEMA_FILES_MAX = 1_000;
const STDIN = '-';

/**
 * The schema that `--schema` names: a file, a pattern (all matching files in the order of their paths, one after the
 * other) or `-` for standard input. Throws a CliFailure (bad usage) when there is nothing readable there.
 */
export async function loadSchema(given: string, io: Pick<Io, 'stdin' | 'cwd'>): Promise<SchemaSource> {
  if (given === STDIN)
    return checked([{ path: '<stdin>', text: await readStdin(io.stdin) }], 'standard input');
  const paths = await findFiles(given, io.cwd);
  await refuseTooMuch(paths, given, io.cwd);
  const files = await Promise.all(paths.map(async (path) => ({ path, text: await readText(path, io.cwd) })));
  return checked(files, given);
}

async function findFiles(given: string, cwd: string): Promise<string[]> {
  // A file of that very name comes first: brackets and stars are legal in names.
  const found = await stat(resolve(cwd, given)).catch(() => undefined);
  if (found?.isFile()) return [given];
  if (found?.isDirectory())
    throw badUsage(
      'SCHEMA_FILE_INVALID',
      `${given} is a folder, not a schema file.`,
      `Name a file or a pattern: \`--schema "${given}/*.graphql"\`.`,
    );
  if (!/[*?[\]{}()!]/.test(given)) throw badUsage('SCHEMA_FILE_INVALID', `There is no file ${given}.`);
  const { glob } = await import('tinyglobby');
  const pattern = given.replaceAll('\\', '/');
  const matches = await glob([pattern], {
    cwd,
    absolute: isAbsolute(given),
    onlyFiles: true,
    expandDirectories: false,
  });
  if (matches.length === 0) throw badUsage('SCHEMA_FILE_INVALID', `No file matches ${given}.`);
  if (matches.length > SCHEMA_FILES_MAX)
    throw badUsage(
      'SCHEMA_FILE_INVALID',
      `${given} matches ${matches.length} files; at most ${SCHEMA_FILES_MAX} can make one schema.`,
      'Use a narrower pattern.',
    );
  return matches.toSorted();
}

async function refuseTooMuch(paths: readonly string[], given: string, cwd: string): Promise<void> {
  const sizes = await Promise.all(
    paths.map((path) =>
      stat(resolve(cwd, path)).then(
        (found) => found.size,
        () => 0,
      ),
    ),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes > SCHEMA_BYTES_MAX) throw tooLarge(given, bytes);
}

async function readText(path: string, cwd: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(resolve(cwd, path));
  } catch (error) {
    throw badUsage('SCHEMA_FILE_INVALID', `${path} cannot be read: ${(error as Error).message}.`);
  }
  return decode(bytes, path);
}

async function readStdin(stdin: Io['stdin']): Promise<string> {
  if (stdin.isTTY)
    throw badUsage(
      'SCHEMA_FILE_INVALID',
      '`--schema -` reads standard input, and nothing is piped into it.',
      'Pipe a schema in: `cat schema.graphql | kontor … --schema -`.',
    );
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin as AsyncIterable<Buffer | string>) {
    const buffer = Buffer.from(chunk as string);
    bytes += buffer.length;
    if (bytes > SCHEMA_BYTES_MAX) throw tooLarge('standard input', bytes);
    chunks.push(buffer);
  }
  return decode(Buffer.concat(chunks), 'standard input');
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw badUsage('SCHEMA_FILE_INVALID', `${name} is not UTF-8 text.`);
  }
}

function checked(files: readonly SchemaFile[], given: string): SchemaSource {
  const source = joinSchemaFiles(files);
  if (source.sdl.trim() === '')
    throw badUsage('SCHEMA_FILE_INVALID', `${given} is empty: there is no schema to send.`);
  return source;
}

const tooLarge = (name: string, bytes: number) =>
  badUsage(
    'SCHEMA_FILE_INVALID',
    `${name} holds ${(bytes / 1024 / 1024).toFixed(1)} MiB or more; a subgraph's schema may have ${SCHEMA_BYTES_MAX / 1024 / 1024} MiB.`,
    'Look whether the pattern catches more than the schema of one subgraph.',
  );
