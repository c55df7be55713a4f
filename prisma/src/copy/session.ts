import type { Client } from 'pg';
import type { CopyLimits } from './copy-limits.js';

/** With these, a value is the same text on every server, whatever its configuration. */
const SAME_TEXT = {
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  extra_float_digits: '1',
  bytea_output: 'hex',
  xmloption: 'content',
  client_encoding: 'UTF8',
  // Every name comes with its schema.
  search_path: '',
  // Rather an error than rows that a policy hides.
  row_security: 'off',
  check_function_bodies: 'off',
  // A copy may take longer than what a server allows its everyday clients.
  idle_in_transaction_session_timeout: '0',
  transaction_timeout: '0',
} as const;

/** Prepares a connection for reading or writing a database as a whole. Settings that a server does not know are left out. */
export async function prepareSession(client: Client, { lockMs, statementMs }: CopyLimits): Promise<void> {
  await set(client, { ...SAME_TEXT, lock_timeout: String(lockMs), statement_timeout: String(statementMs) });
}

/** What somebody's function, called by an index or a check, expects to find without its schema. */
export const useOrdinaryPath = (client: Client): Promise<void> => set(client, { search_path: 'public' });

export const useEmptyPath = (client: Client): Promise<void> => set(client, { search_path: '' });

async function set(client: Client, settings: Readonly<Record<string, string>>): Promise<void> {
  await client.query(
    `SELECT set_config(s.name, s.value, false) FROM unnest($1::text[], $2::text[]) AS s(name, value)
      WHERE EXISTS (SELECT FROM pg_catalog.pg_settings known WHERE lower(known.name) = lower(s.name))`,
    [Object.keys(settings), Object.values(settings)],
  );
}
