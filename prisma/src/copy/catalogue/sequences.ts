import { type ObjectKind, ownSchema, standsAlone } from './object-kind.js';

const parameters = `
  format('START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s %s',
    s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, CASE WHEN s.seqcycle THEN 'CYCLE' ELSE 'NO CYCLE' END)`;

/** The sequence behind an identity column, as the column's definition names it. */
export const identityOptions = (tableOid: string, attnum: string): string => `
  (SELECT format('(SEQUENCE NAME %I.%I %s)', sn.nspname, sc.relname, ${parameters})
     FROM pg_depend sd JOIN pg_class sc ON sc.oid = sd.objid AND sc.relkind = 'S'
     JOIN pg_sequence s ON s.seqrelid = sc.oid JOIN pg_namespace sn ON sn.oid = sc.relnamespace
    WHERE sd.classid = 'pg_class'::regclass AND sd.refclassid = 'pg_class'::regclass AND sd.deptype = 'i'
      AND sd.refobjid = ${tableOid} AND sd.refobjsubid = ${attnum})`;

/** Those of identity columns come with their column. */
export const sequences: ObjectKind = {
  kind: 'sequence',
  phase: 'before-rows',
  sql: `
    SELECT format('%I.%I', n.nspname, c.relname) AS name,
           ARRAY[format('CREATE %sSEQUENCE %I.%I AS %s %s', CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END,
                        n.nspname, c.relname, format_type(s.seqtypid, NULL), ${parameters})] AS statements
      FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE ${ownSchema('c.relnamespace')} AND ${standsAlone('pg_class', 'c.oid')}`,
};

/** `serial`: the sequence goes when its column goes. */
export const sequenceOwners: ObjectKind = {
  kind: 'sequence owner',
  phase: 'before-rows',
  sql: `
    SELECT format('%I.%I', n.nspname, c.relname) AS name,
           ARRAY[format('ALTER SEQUENCE %I.%I OWNED BY %s.%I', n.nspname, c.relname, d.refobjid::regclass, a.attname)] AS statements
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'a'
                      AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
      JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
     WHERE c.relkind = 'S' AND ${ownSchema('c.relnamespace')} AND ${standsAlone('pg_class', 'c.oid')}`,
};
