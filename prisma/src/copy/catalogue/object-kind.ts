/** One object of a database beyond its rows: a table, an index, a comment … */
export interface SchemaObject {
  /** `table public."Product"`: the kind, then the name with its schema. */
  name: string;
  /** Before the rows are copied, or after: constraints, indexes and triggers would slow them down or refuse them. */
  phase: 'before-rows' | 'after-rows';
  /** The SQL that makes it, every name with its schema; as PostgreSQL itself prints it. */
  statements: readonly string[];
  /** What must be equal on both sides; by default the statements. */
  likeness: string;
}

/** How objects of one kind are read from PostgreSQL's catalogue. */
export interface ObjectKind {
  /** In the words of `COMMENT ON`, or nearly so. */
  kind: string;
  phase: SchemaObject['phase'];
  /**
   * Rows `name text, statements text[]`, and `likeness text` where it is not the statements. PostgreSQL does all the
   * quoting (`format`, `pg_get_…def`). Run with an empty search path, so that every name comes with its schema.
   */
  sql: string;
}

/** Schemas that are not PostgreSQL's own. */
export const ownSchema = (schemaOid: string): string =>
  `${schemaOid} IN (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')`;

/** Made by hand or by a migration: neither a part of an extension ('e') nor made along with something else ('i'). */
export const standsAlone = (catalogue: string, oid: string): string =>
  `NOT EXISTS (SELECT FROM pg_catalog.pg_depend own
                WHERE own.classid = 'pg_catalog.${catalogue}'::regclass AND own.objid = ${oid} AND own.deptype IN ('e', 'i')
                  AND (own.refclassid, own.refobjid) <> (own.classid, own.objid))`;
