import type { Client } from 'pg';
import { DatabaseError } from '../database-error.js';
import type { SchemaObject } from './catalogue/object-kind.js';

const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Makes the objects, in their order as far as possible: what needs something that is not there yet (a view of a view, a
 * default that calls a function that reads a table …) is put off and tried again, as long as each round makes something.
 * Inside a transaction. Throws COPY_REFUSED with what the server said of the first object that cannot be made.
 *
 * @param asSuperuser where the connection is a superuser's under another role: extensions that only such a one may
 *   create are created so, and `become` returns to the role
 */
export async function applyObjects(
  client: Client,
  objects: readonly SchemaObject[],
  database: string,
  asSuperuser?: { become(): Promise<void> },
): Promise<void> {
  let waiting = objects;
  while (waiting.length > 0) {
    const failed: { object: SchemaObject; error: Error }[] = [];
    for (const object of waiting) {
      let error = await tryApply(client, object);
      if (error && asSuperuser && isPrivileged(object, error)) {
        await client.query('RESET ROLE');
        error = await tryApply(client, object);
        await asSuperuser.become();
      }
      if (error) failed.push({ object, error });
    }
    if (failed.length === waiting.length) throw refused(failed[0], database);
    waiting = failed.map(({ object }) => object);
  }
}

const isPrivileged = ({ name }: SchemaObject, error: Error): boolean =>
  name.startsWith('extension ') && (error as { code?: string }).code === INSUFFICIENT_PRIVILEGE;

async function tryApply(client: Client, { statements }: SchemaObject): Promise<Error | undefined> {
  await client.query('SAVEPOINT object');
  try {
    for (const statement of statements) await client.query(statement);
    await client.query('RELEASE SAVEPOINT object');
    return undefined;
  } catch (error) {
    await client.query('ROLLBACK TO SAVEPOINT object; RELEASE SAVEPOINT object');
    return error as Error;
  }
}

function refused(failed: { object: SchemaObject; error: Error } | undefined, database: string): Error {
  if (!failed) return new Error('nothing failed');
  const { object, error } = failed;
  return new DatabaseError(
    'COPY_REFUSED',
    `${database}: the server does not take ${object.name}: ${error.message}`,
    { cause: error },
  );
}
