import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { DatabaseError } from '../database-error.js';
import { writeAtomically } from '../embedded/atomic-files.js';

type Env = Readonly<Record<string, string | undefined>>;

/** `KONTOR_HOME/database-server.json` (0600): the server that this installation was moved to. It holds a password. */
const serverSchema = z.object({ version: z.literal(1), url: z.string().min(1), movedAt: z.string() });

export type ServerOfHome = z.infer<typeof serverSchema>;

export const serverOfHomeFile = (home: string): string => path.join(home, 'database-server.json');

/** Undefined when the home uses its embedded server. Throws DATABASE_URL_INVALID when the file makes no sense. */
export function readServerOfHome(home: string): ServerOfHome | undefined {
  const file = serverOfHomeFile(home);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
  try {
    return serverSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new DatabaseError(
      'DATABASE_URL_INVALID',
      `${file} does not say which server this Kontor was moved to.`,
      {
        fix: 'Put the file back from a backup, or set DATABASE_URL; without both, delete it to use the embedded database as it was before the move.',
        cause: error,
      },
    );
  }
}

/** From the next start on the home uses this server. The one step that makes a move count. */
export function writeServerOfHome(home: string, url: string): void {
  const server: ServerOfHome = { version: 1, url, movedAt: new Date().toISOString() };
  writeAtomically(serverOfHomeFile(home), `${JSON.stringify(server)}\n`);
  // For subgraphs and a platform that are started by hand.
  writeAtomically(path.join(home, 'database-url'), `${url}\n`);
}

/** DATABASE_URL as it counts for a home: the variable, else the server that the home was moved to. */
export function withServerOfHome(env: Env, home: string): Env {
  if (env['DATABASE_URL']) return env;
  const server = readServerOfHome(home);
  return server ? { ...env, DATABASE_URL: server.url } : env;
}
