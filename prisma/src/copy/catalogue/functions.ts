import { type ObjectKind, ownSchema, standsAlone } from './object-kind.js';

/** Functions and procedures; their bodies are not looked into until they run (`check_function_bodies`). */
export const functions: ObjectKind = {
  kind: 'function',
  phase: 'before-rows',
  sql: `
    SELECT p.oid::regprocedure::text AS name, ARRAY[pg_get_functiondef(p.oid)] AS statements
      FROM pg_proc p
     WHERE p.prokind IN ('f', 'p', 'w') AND ${ownSchema('p.pronamespace')} AND ${standsAlone('pg_proc', 'p.oid')}`,
};
