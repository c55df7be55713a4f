import type { Readable } from 'node:stream';
import type { SchemaObject } from './catalogue/object-kind.js';

/**
 * One database as it was at one moment: read from a server (open-snapshot.ts) or from a file (../backup). The engine
 * that writes one (write-image.ts) does not know which.
 */
export interface DatabaseImage {
  /** Of the database, as the source calls it. */
  name: string;
  schema: readonly SchemaObject[];
  tables: readonly TableName[];
  sequences: readonly SequenceState[];
  /** The rows of a table in the text form of COPY. Tables are asked for in the order of `tables`, one at a time. */
  rows(table: TableName): Promise<Readable>;
  /** Asked after the rows. */
  digest(table: TableName): Promise<TableDigest>;
}

export interface TableName {
  /** Quoted where PostgreSQL needs it: `public."Product"`. */
  name: string;
  /** Those that are written: all but generated ones. Quoted, in order. */
  columns: readonly string[];
}

export interface SequenceState {
  /** Quoted, with its schema. */
  name: string;
  /** A 64-bit integer as text. */
  lastValue: string;
  isCalled: boolean;
}

/** What must be equal on both sides. */
export interface TableDigest {
  rows: number;
  /**
   * Of every row's text, generated columns included, sha256; its first and second 64 bits summed up over the rows. Rows
   * have no order, and a sum (other than xor) notices the same row twice.
   */
  sum: string;
}
