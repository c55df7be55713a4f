/** What traces and metrics tell of a statement: its text without values. */
export interface SqlText {
  /** Parameterised, as Prisma writes it; literals that an author wrote are hidden. */
  readonly text: string;
  /** `SELECT`, `INSERT`, … */
  readonly operation: string;
  /** The first table that it names. */
  readonly collection: string | undefined;
}

const TEXTS_KEPT_MAX = 500;
const TEXT_CHARS_MAX = 2_000;

const LITERALS = /'(?:[^']|'')*'|(?<![\w$.")])\d+(?:\.\d+)?\b/g;
/** A table, not a function that returns rows. */
const TABLE =
  /\b(?:INTO|UPDATE)\s+(?:"?[\w$]+"?\.)?"?([\w$]+)"?|\b(?:FROM|JOIN)\s+(?:ONLY\s+)?(?:"?[\w$]+"?\.)?"?\b([\w$]+)\b"?(?!\s*\(|\.)/i;

/** Reads a statement; texts come back again and again, so the last ones are remembered. */
export function createSqlReader(): (sql: string) => SqlText {
  const known = new Map<string, SqlText>();
  return (sql) => {
    const seen = known.get(sql);
    if (seen) return seen;
    const read = readSql(sql);
    if (known.size >= TEXTS_KEPT_MAX) known.clear();
    known.set(sql, read);
    return read;
  };
}

export function readSql(sql: string): SqlText {
  return {
    text: sql.replaceAll(LITERALS, '?').slice(0, TEXT_CHARS_MAX),
    operation: /^\s*(\w+)/.exec(sql)?.[1]?.toUpperCase() ?? '_OTHER',
    collection: tableOf(sql),
  };
}

function tableOf(sql: string): string | undefined {
  const [, written, read] = TABLE.exec(sql) ?? [];
  return written ?? read;
}
