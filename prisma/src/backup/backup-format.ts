import type { SchemaObject } from '../copy/catalogue/object-kind.js';
import type { SequenceState, TableDigest, TableName } from '../copy/database-image.js';

/**
 * A backup is one tar file (readable with `tar` and `zstd` alone), its entries in this order:
 *
 *   kontor-backup.json              what it is: BackupHeader
 *   home/<file>                     of KONTOR_HOME: keys and the signing key, unless left out
 *   databases/<n>/image.json        schema, tables and sequences of one database: StoredImage
 *   databases/<n>/<table>/<part>.copy.zst   rows in the text form of COPY, in parts that are whole by themselves
 *   databases/<n>/digests.json      of each table, as counted in the same snapshot
 *   manifest.json                   size and sha256 of every entry before: BackupManifest. Without it the file is cut short
 *
 * Nothing in it depends on a machine, an operating system or a major version of PostgreSQL.
 */
export const BACKUP_VERSION = 1;

export const HEADER_ENTRY = 'kontor-backup.json';
export const MANIFEST_ENTRY = 'manifest.json';
export const HOME_FOLDER = 'home/';

/** Rows' text in one part, before compression. */
export const PART_BYTES = 4 * 1_024 * 1_024;
/** No entry is larger; a schema of thousands of tables is far below. */
export const ENTRY_BYTES_MAX = 256 * 1_024 * 1_024;

export const imageEntry = (database: number): string => `databases/${database}/image.json`;
export const digestsEntry = (database: number): string => `databases/${database}/digests.json`;
export const partEntry = (database: number, table: number, part: number): string =>
  `databases/${database}/${table}/${String(part).padStart(6, '0')}.copy.zst`;

export interface BackupHeader {
  format: 'kontor-backup';
  version: number;
  /** ISO 8601, UTC. */
  createdAt: string;
  kontorVersion: string;
  /** Of the server it was taken from, e.g. `18.4`. */
  postgresVersion: string;
}

export interface StoredImage {
  name: string;
  schema: readonly SchemaObject[];
  tables: readonly TableName[];
  sequences: readonly SequenceState[];
}

/** By table name. */
export type StoredDigests = Readonly<Record<string, TableDigest>>;

export interface BackupManifest {
  entries: readonly EntryRecord[];
}

export interface EntryRecord {
  name: string;
  bytes: number;
  /** Hex. */
  sha256: string;
}

/** What a person wants to know of each database. */
export interface DatabaseSummary {
  name: string;
  tables: number;
  rows: number;
  /** Of rows in the file, compressed. */
  bytes: number;
}
