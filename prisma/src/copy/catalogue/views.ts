import { type ObjectKind, ownSchema, standsAlone } from './object-kind.js';

const columns = `
  (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
     FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)`;

/** PostgreSQL 16 stopped writing the table before every column: to be compared, a definition goes without. */
const unqualified = `regexp_replace(regexp_replace(pg_get_viewdef(c.oid), '("[^"]+"|\\w+)\\.', '', 'g'), '\\s+', ' ', 'g')`;

const view = (kind: string, relkind: string, create: string, ending: string, more: string): ObjectKind => ({
  kind,
  phase: 'before-rows',
  sql: `
    SELECT format('%I.%I', n.nspname, c.relname) AS name,
           ARRAY[format('${create} %I.%I (%s)%s AS %s${ending}', n.nspname, c.relname, ${columns},
                        COALESCE(' WITH (' || array_to_string(c.reloptions, ', ') || ')', ''),
                        rtrim(pg_get_viewdef(c.oid), '; '))]${more} AS statements,
           format('%s %s %s', ${columns}, array_to_string(c.reloptions, ', '), ${unqualified}) AS likeness
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = '${relkind}' AND c.relpersistence <> 't'
       AND ${ownSchema('c.relnamespace')} AND ${standsAlone('pg_class', 'c.oid')}`,
});

export const views = view(
  'view',
  'v',
  'CREATE VIEW',
  '',
  ` || ARRAY(SELECT format('ALTER VIEW %I.%I ALTER COLUMN %I SET DEFAULT %s', n.nspname, c.relname, a.attname, pg_get_expr(d.adbin, d.adrelid))
               FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE d.adrelid = c.oid)`,
);

export const materializedViews = view(
  'materialized view',
  'm',
  'CREATE MATERIALIZED VIEW',
  ' WITH NO DATA',
  '',
);

export const materializedRows: ObjectKind = {
  kind: 'rows of materialized view',
  phase: 'after-rows',
  sql: `
    SELECT format('%I.%I', n.nspname, c.relname) AS name,
           ARRAY[format('REFRESH MATERIALIZED VIEW %I.%I', n.nspname, c.relname)] AS statements
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'm' AND c.relispopulated AND ${ownSchema('c.relnamespace')} AND ${standsAlone('pg_class', 'c.oid')}`,
};
