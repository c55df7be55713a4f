import { type ObjectKind, ownSchema } from './object-kind.js';

/** Those of keys come with their key. */
export const indexes: ObjectKind = {
  kind: 'index',
  phase: 'after-rows',
  sql: `
    SELECT format('%I.%I', n.nspname, c.relname) AS name, ARRAY[pg_get_indexdef(c.oid)] AS statements
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE ${ownSchema('c.relnamespace')}
       AND NOT EXISTS (SELECT FROM pg_constraint con WHERE con.conindid = c.oid AND con.contype IN ('p', 'u', 'x'))
       AND NOT EXISTS (SELECT FROM pg_depend own WHERE own.classid = 'pg_class'::regclass AND own.deptype = 'e'
                                                   AND own.objid IN (c.oid, i.indrelid))`,
};

/** CREATE STATISTICS */
export const statistics: ObjectKind = {
  kind: 'statistics',
  phase: 'after-rows',
  sql: `
    SELECT format('%I.%I', n.nspname, s.stxname) AS name, ARRAY[pg_get_statisticsobjdef(s.oid)] AS statements
      FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
     WHERE ${ownSchema('s.stxnamespace')}`,
};
