import type { Client } from 'pg';
import { comments } from './comments.js';
import { checks, foreignKeys, keys } from './constraints.js';
import { functions } from './functions.js';
import { indexes, statistics } from './indexes.js';
import { extensions, schemas, settings } from './namespaces.js';
import type { ObjectKind, SchemaObject } from './object-kind.js';
import { sequenceOwners, sequences } from './sequences.js';
import { columnSettings, tables, tableSettings } from './tables.js';
import { policies, rules, triggers } from './triggers.js';
import { collations, composites, domains, enums, ranges } from './types.js';
import { materializedRows, materializedViews, views } from './views.js';

/** What is copied, in the order in which it mostly can be made; see unsupported.ts for what is refused. */
export const OBJECT_KINDS: readonly ObjectKind[] = [
  schemas,
  extensions,
  collations,
  enums,
  composites,
  domains,
  ranges,
  sequences,
  functions,
  tables,
  columnSettings,
  sequenceOwners,
  views,
  materializedViews,
  keys,
  indexes,
  statistics,
  checks,
  materializedRows,
  rules,
  triggers,
  tableSettings,
  policies,
  foreignKeys,
  settings,
  comments,
];

/** Everything in a database but its rows. The connection must have been prepared by `prepareSession`. */
export async function readCatalogue(client: Client): Promise<SchemaObject[]> {
  const objects: SchemaObject[] = [];
  for (const { kind, phase, sql } of OBJECT_KINDS) {
    const { rows } = await client.query<{ name: string; statements: string[]; likeness?: string }>(
      `SELECT * FROM (${sql}) AS objects ORDER BY name`,
    );
    for (const { name, statements, likeness } of rows)
      objects.push({
        name: `${kind} ${name}`,
        phase,
        statements,
        likeness: likeness ?? statements.join(';\n'),
      });
  }
  return objects;
}
