import { type ObjectKind, standsAlone } from './object-kind.js';

export const schemas: ObjectKind = {
  kind: 'schema',
  phase: 'before-rows',
  sql: `
    SELECT quote_ident(n.nspname) AS name, ARRAY[format('CREATE SCHEMA IF NOT EXISTS %I', n.nspname)] AS statements
      FROM pg_namespace n
     WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND ${standsAlone('pg_namespace', 'n.oid')}`,
};

/** In whatever version the other server has. */
export const extensions: ObjectKind = {
  kind: 'extension',
  phase: 'before-rows',
  sql: `
    SELECT quote_ident(e.extname) AS name,
           ARRAY[format('CREATE EXTENSION %I SCHEMA %I', e.extname, n.nspname)] AS statements
      FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
     WHERE e.extname <> 'plpgsql'`,
};

/** `ALTER DATABASE … SET`; the database may have another name over there. FROM CURRENT quotes lists as they need it. */
export const settings: ObjectKind = {
  kind: 'database setting',
  phase: 'after-rows',
  sql: `
    SELECT split_part(s.setting, '=', 1) AS name,
           ARRAY[format('SELECT set_config(%L, %L, true)', split_part(s.setting, '=', 1), substr(s.setting, strpos(s.setting, '=') + 1)),
                 format('DO $do$ BEGIN EXECUTE format(''ALTER DATABASE %%I SET %s FROM CURRENT'', current_database()); END $do$',
                        split_part(s.setting, '=', 1))] AS statements
      FROM pg_db_role_setting r, unnest(r.setconfig) AS s(setting)
     WHERE r.setrole = 0 AND r.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())`,
};
