/** A slice of a list in its own order: at most `limit` items behind the one whose cursor is `after`. */
export interface PageRequest<Cursor> {
  readonly limit: number;
  /** Null: from the start. */
  readonly after: Cursor | null;
}

/** Rows by the parent they belong to, each parent's in the order of `ids`; parents without rows are absent. */
export function groupInOrder<Row>(
  ids: readonly { readonly parent: string; readonly id: string }[],
  rows: ReadonlyMap<string, Row>,
): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const { parent, id } of ids) {
    const row = rows.get(id);
    if (row === undefined) continue;
    const group = groups.get(parent);
    if (group) group.push(row);
    else groups.set(parent, [row]);
  }
  return groups;
}

export const byId = <Row extends { readonly id: string }>(rows: readonly Row[]): Map<string, Row> =>
  new Map(rows.map((row) => [row.id, row]));
