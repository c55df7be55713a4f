import { type ObjectKind, ownSchema, standsAlone } from './object-kind.js';

const constraint = (kind: string, types: string, more = ''): ObjectKind => ({
  kind,
  phase: 'after-rows',
  sql: `
    SELECT format('%s.%I', con.conrelid::regclass, con.conname) AS name,
           ARRAY[format('ALTER TABLE ONLY %s ADD CONSTRAINT %I %s', con.conrelid::regclass, con.conname, pg_get_constraintdef(con.oid))]
           ${more} AS statements
      FROM pg_constraint con
     WHERE con.contype IN (${types}) AND con.conrelid <> 0 AND ${ownSchema('con.connamespace')}
       AND ${standsAlone('pg_class', 'con.conrelid')} AND ${standsAlone('pg_constraint', 'con.oid')}`,
});

/** Primary keys, unique and exclusion constraints, with what was set on their indexes. */
export const keys = constraint(
  'key',
  `'p', 'u', 'x'`,
  ` || ARRAY(SELECT format('ALTER INDEX %s SET (%s)', ic.oid::regclass, array_to_string(ic.reloptions, ', '))
               FROM pg_class ic WHERE ic.oid = con.conindid AND ic.reloptions IS NOT NULL)`,
);

export const checks = constraint('check', `'c'`);

export const foreignKeys = constraint('foreign key', `'f'`);
