import { type ObjectKind, standsAlone } from './object-kind.js';

/** PostgreSQL's words for an object are those of COMMENT ON, but for columns and constraints. */
const target = `
  CASE
    WHEN o.type LIKE '% column' THEN 'COLUMN'
    WHEN o.type LIKE '% constraint' THEN 'CONSTRAINT'
    WHEN o.type = 'statistics object' THEN 'STATISTICS'
    ELSE upper(o.type) END`;

/** Not of extensions (theirs come with them), nor of what PostgreSQL itself made. */
export const comments: ObjectKind = {
  kind: 'comment',
  phase: 'after-rows',
  sql: `
    SELECT format('on %s %s', o.type, o.identity) AS name,
           ARRAY[format('COMMENT ON %s %s IS %L', ${target},
             CASE WHEN o.type = 'domain constraint' THEN regexp_replace(o.identity, ' on ', ' ON DOMAIN ') ELSE o.identity END,
             d.description)] AS statements
      FROM pg_description d, LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) AS o
     WHERE d.objoid >= 16384 AND d.classoid <> 'pg_extension'::regclass
       AND NOT EXISTS (SELECT FROM pg_depend own WHERE own.classid = d.classoid AND own.objid = d.objoid AND own.deptype = 'e')
       AND (d.classoid <> 'pg_trigger'::regclass OR ${standsAlone('pg_trigger', 'd.objoid')})`,
};
