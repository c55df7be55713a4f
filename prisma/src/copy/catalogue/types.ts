import { type ObjectKind, ownSchema, standsAlone } from './object-kind.js';

const type = (kind: string, condition: string, statement: string): ObjectKind => ({
  kind,
  phase: 'before-rows',
  sql: `
    SELECT format('%I.%I', n.nspname, t.typname) AS name, ARRAY[${statement}] AS statements
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
     WHERE ${condition} AND ${ownSchema('t.typnamespace')} AND ${standsAlone('pg_type', 't.oid')}`,
});

const collate = (collation: string, typeOid: string): string => `
  COALESCE((SELECT format(' COLLATE %I.%I', cn.nspname, co.collname)
              FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace, pg_type base
             WHERE co.oid = ${collation} AND base.oid = ${typeOid} AND base.typcollation <> co.oid), '')`;

export const enums = type(
  'enum',
  `t.typtype = 'e'`,
  `format('CREATE TYPE %I.%I AS ENUM (%s)', n.nspname, t.typname,
     (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid))`,
);

export const composites = type(
  'composite type',
  `t.typtype = 'c' AND (SELECT relkind FROM pg_class WHERE oid = t.typrelid) = 'c'`,
  `format('CREATE TYPE %I.%I AS (%s)', n.nspname, t.typname,
     (SELECT string_agg(format('%I %s%s', a.attname, format_type(a.atttypid, a.atttypmod), ${collate('a.attcollation', 'a.atttypid')}),
                        ', ' ORDER BY a.attnum)
        FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))`,
);

export const domains = type(
  'domain',
  `t.typtype = 'd'`,
  `format('CREATE DOMAIN %I.%I AS %s%s%s%s%s', n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod),
     ${collate('t.typcollation', 't.typbasetype')},
     COALESCE(' DEFAULT ' || t.typdefault, ''), CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END,
     COALESCE((SELECT string_agg(format(' CONSTRAINT %I %s', c.conname, pg_get_constraintdef(c.oid)), '' ORDER BY c.conname)
                 FROM pg_constraint c WHERE c.contypid = t.oid AND c.contype = 'c'), ''))`,
);

export const ranges = type(
  'range',
  `t.typtype = 'r'`,
  `(SELECT format('CREATE TYPE %I.%I AS RANGE (SUBTYPE = %s, SUBTYPE_OPCLASS = %I.%I, MULTIRANGE_TYPE_NAME = %I.%I%s%s%s)',
            n.nspname, t.typname, format_type(r.rngsubtype, NULL), opn.nspname, op.opcname, mn.nspname, m.typname,
            CASE WHEN r.rngsubdiff <> 0 THEN format(', SUBTYPE_DIFF = %s', r.rngsubdiff) ELSE '' END,
            CASE WHEN r.rngcanonical <> 0 THEN format(', CANONICAL = %s', r.rngcanonical) ELSE '' END,
            COALESCE((SELECT format(', COLLATION = %I.%I', cn.nspname, co.collname)
                        FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace WHERE co.oid = r.rngcollation), ''))
      FROM pg_range r
      JOIN pg_opclass op ON op.oid = r.rngsubopc JOIN pg_namespace opn ON opn.oid = op.opcnamespace
      JOIN pg_type m ON m.oid = r.rngmultitypid JOIN pg_namespace mn ON mn.oid = m.typnamespace
     WHERE r.rngtypid = t.oid)`,
);

/** Column names of the catalogue differ between majors (`colliculocale`, `colllocale`): asked as JSON. */
export const collations: ObjectKind = {
  kind: 'collation',
  phase: 'before-rows',
  sql: `
    SELECT format('%I.%I', n.nspname, c.collname) AS name,
           ARRAY[format('CREATE COLLATION %I.%I (PROVIDER = %s, %s, DETERMINISTIC = %s%s)', n.nspname, c.collname,
             CASE c.collprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' END,
             CASE c.collprovider WHEN 'c' THEN format('LC_COLLATE = %L, LC_CTYPE = %L', c.collcollate, c.collctype)
               ELSE format('LOCALE = %L', COALESCE(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale', c.collcollate)) END,
             c.collisdeterministic::text,
             COALESCE(', RULES = ' || quote_literal(to_jsonb(c) ->> 'collicurules'), ''))] AS statements
      FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
     WHERE ${ownSchema('c.collnamespace')} AND ${standsAlone('pg_collation', 'c.oid')}`,
};
