import type { Readable, Writable } from 'node:stream';
import type { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { ownSchema, standsAlone } from './catalogue/object-kind.js';
import type { SequenceState, TableDigest, TableName } from './database-image.js';

// Names come from PostgreSQL's catalogue, quoted by PostgreSQL itself (format, regclass).

export async function listTables(client: Client): Promise<TableName[]> {
  const { rows } = await client.query<TableName>(`
    SELECT format('%I.%I', n.nspname, c.relname) AS name,
           ARRAY(SELECT quote_ident(a.attname) FROM pg_attribute a
                  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                  ORDER BY a.attnum) AS columns
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND ${ownSchema('c.relnamespace')} AND ${standsAlone('pg_class', 'c.oid')}
     ORDER BY name`);
  return rows;
}

/** Identity columns' sequences included. Sequences know no snapshot: read after it was taken, they are never behind its rows. */
export async function readSequences(client: Client): Promise<SequenceState[]> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT c.oid::regclass::text AS name FROM pg_class c
     WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND ${ownSchema('c.relnamespace')}
       AND NOT EXISTS (SELECT FROM pg_depend own WHERE own.classid = 'pg_class'::regclass AND own.objid = c.oid AND own.deptype = 'e')
     ORDER BY name`);
  const states: SequenceState[] = [];
  for (const { name } of rows) {
    const state = await client.query<{ lastValue: string; isCalled: boolean }>(
      `SELECT last_value::text AS "lastValue", is_called AS "isCalled" FROM ${name}`,
    );
    if (state.rows[0]) states.push({ name, ...state.rows[0] });
  }
  return states;
}

export async function setSequences(client: Client, sequences: readonly SequenceState[]): Promise<void> {
  for (const { name, lastValue, isCalled } of sequences)
    await client.query('SELECT setval($1::regclass, $2::bigint, $3)', [name, lastValue, isCalled]);
}

export async function digestTable(client: Client, { name }: TableName): Promise<TableDigest> {
  const half = (from: number): string =>
    `COALESCE(sum(('x' || substr(hash, ${from}, 16))::bit(64)::bigint::numeric), 0)`;
  const { rows } = await client.query<{ rows: string; sum: string }>(`
    SELECT count(*) AS rows, ${half(1)} || ':' || ${half(17)} AS sum
      FROM (SELECT encode(sha256(convert_to(ROW(whole_row.*)::text, 'UTF8')), 'hex') AS hash FROM ONLY ${name} AS whole_row) AS hashes`);
  return { rows: Number(rows[0]?.rows), sum: rows[0]?.sum ?? '' };
}

export const rowsOut = (client: Client, table: TableName): Readable =>
  client.query(copyTo(`COPY ${target(table)} TO STDOUT (FORMAT text, ENCODING 'UTF8')`));

export const rowsIn = (client: Client, table: TableName): Writable =>
  client.query(copyFrom(`COPY ${target(table)} FROM STDIN (FORMAT text, ENCODING 'UTF8')`));

const target = ({ name, columns }: TableName): string => `${name} (${columns.join(', ')})`;
