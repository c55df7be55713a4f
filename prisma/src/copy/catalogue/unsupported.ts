import type { Client } from 'pg';
import { standsAlone } from './object-kind.js';

/** Catalogues whose every entry of a user is something that read-catalogue.ts does not read; some only in part. */
const REFUSED: readonly { catalogue: string; condition?: string }[] = [
  {
    // Partitions and other inheritance, foreign tables, typed tables.
    catalogue: 'pg_class',
    condition: `x.relkind IN ('f', 'p') OR x.relispartition OR (x.relkind = 'r' AND x.reloftype <> 0)
      OR EXISTS (SELECT FROM pg_inherits i WHERE x.oid IN (i.inhrelid, i.inhparent))`,
  },
  { catalogue: 'pg_proc', condition: `x.prokind = 'a'` },
  {
    catalogue: 'pg_type',
    condition: `x.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = x.oid)`,
  },
  { catalogue: 'pg_operator' },
  { catalogue: 'pg_opclass' },
  { catalogue: 'pg_opfamily' },
  { catalogue: 'pg_cast' },
  { catalogue: 'pg_conversion' },
  { catalogue: 'pg_ts_config' },
  { catalogue: 'pg_ts_dict' },
  { catalogue: 'pg_ts_parser' },
  { catalogue: 'pg_ts_template' },
  { catalogue: 'pg_language' },
  { catalogue: 'pg_am' },
  { catalogue: 'pg_transform' },
  { catalogue: 'pg_foreign_data_wrapper' },
  { catalogue: 'pg_foreign_server' },
  { catalogue: 'pg_event_trigger' },
  { catalogue: 'pg_publication' },
  { catalogue: 'pg_largeobject_metadata' },
];

/** The first object id that is not PostgreSQL's own. */
const FIRST_OWN_OID = 16_384;

/** Descriptions (`table public.visits`) of what a copy would lose; it is refused instead. */
export async function findUnsupported(client: Client): Promise<string[]> {
  const selects = REFUSED.map(
    ({ catalogue, condition = 'true' }) => `
      SELECT pg_describe_object('${catalogue === 'pg_largeobject_metadata' ? 'pg_largeobject' : catalogue}'::regclass, x.oid, 0) AS what
        FROM ${catalogue} x WHERE x.oid >= ${FIRST_OWN_OID} AND (${condition}) AND ${standsAlone(catalogue, 'x.oid')}`,
  );
  const { rows } = await client.query<{ what: string }>(`${selects.join(' UNION ALL ')} ORDER BY what`);
  return rows.map(({ what }) => what);
}

/**
 * What has rights that belong to other roles than its owner. Roles belong to a server, not to a database: such grants
 * are not copied, and said.
 */
export async function findForeignGrants(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ what: string }>(`
    SELECT DISTINCT pg_describe_object(x.classid, x.oid, x.sub) AS what
      FROM (SELECT 'pg_class'::regclass AS classid, oid, 0 AS sub, relowner AS owner, relacl AS acl FROM pg_class
            UNION ALL SELECT 'pg_class'::regclass, a.attrelid, a.attnum, c.relowner, a.attacl
                        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            UNION ALL SELECT 'pg_proc'::regclass, oid, 0, proowner, proacl FROM pg_proc
            UNION ALL SELECT 'pg_type'::regclass, oid, 0, typowner, typacl FROM pg_type
            UNION ALL SELECT 'pg_namespace'::regclass, oid, 0, nspowner, nspacl FROM pg_namespace) AS x,
           LATERAL aclexplode(x.acl) AS granted
     WHERE x.oid >= ${FIRST_OWN_OID} AND granted.grantee <> x.owner
       AND NOT EXISTS (SELECT FROM pg_depend own WHERE own.classid = x.classid AND own.objid = x.oid AND own.deptype = 'e')
     ORDER BY what`);
  return rows.map(({ what }) => what);
}
