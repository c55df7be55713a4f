import { type ObjectKind, ownSchema, standsAlone } from './object-kind.js';

export const triggers: ObjectKind = {
  kind: 'trigger',
  phase: 'after-rows',
  sql: `
    SELECT format('%s.%I', c.oid::regclass, t.tgname) AS name,
           ARRAY[pg_get_triggerdef(t.oid)] || ARRAY(
             SELECT format('ALTER TABLE %s %s TRIGGER %I', c.oid::regclass, state, t.tgname)
               FROM (SELECT CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' END) AS s(state)
              WHERE state IS NOT NULL) AS statements
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE NOT t.tgisinternal AND ${ownSchema('c.relnamespace')} AND ${standsAlone('pg_class', 'c.oid')}`,
};

/** CREATE RULE, beside the one that every view is made of. */
export const rules: ObjectKind = {
  kind: 'rule',
  phase: 'after-rows',
  sql: `
    SELECT format('%s.%I', c.oid::regclass, r.rulename) AS name, ARRAY[pg_get_ruledef(r.oid)] AS statements
      FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
     WHERE r.rulename <> '_RETURN' AND ${ownSchema('c.relnamespace')} AND ${standsAlone('pg_class', 'c.oid')}`,
};

/** Row level security. A role that a policy names must exist over there. */
export const policies: ObjectKind = {
  kind: 'policy',
  phase: 'after-rows',
  sql: `
    SELECT format('%I.%I.%I', p.schemaname, p.tablename, p.policyname) AS name,
           ARRAY[format('CREATE POLICY %I ON %I.%I AS %s FOR %s%s%s%s', p.policyname, p.schemaname, p.tablename, p.permissive, p.cmd,
             CASE WHEN p.roles = '{public}' THEN '' ELSE ' TO ' || (SELECT string_agg(quote_ident(role), ', ') FROM unnest(p.roles) AS role) END,
             COALESCE(' USING (' || p.qual || ')', ''), COALESCE(' WITH CHECK (' || p.with_check || ')', ''))] AS statements
      FROM pg_policies p`,
};
