import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DriftFinder } from './schema-drift.js';

// PGlite is a whole PostgreSQL in WebAssembly: seconds to start on a busy machine.
jest.setTimeout(60_000);

let drift: DriftFinder;
let folder: string;

beforeAll(() => {
  drift = new DriftFinder();
  folder = mkdtempSync(path.join(os.tmpdir(), 'kontor-drift-'));
});
afterAll(async () => {
  await drift[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  rmSync(path.join(folder, 'migrations'), { recursive: true, force: true });
});

const schema = (models: string) =>
  writeFileSync(
    path.join(folder, 'schema.prisma'),
    `datasource db {\n  provider = "postgresql"\n}\n${models}`,
  );

function migration(name: string, sql: string): void {
  mkdirSync(path.join(folder, 'migrations', name), { recursive: true });
  writeFileSync(path.join(folder, 'migrations', name, 'migration.sql'), sql);
}

const MODEL = 'model Thing {\n  id String @id\n  label String\n  @@map("things")\n}\n';

describe('what migrations lack', () => {
  it('is everything where there are none, and nothing once that is written', async () => {
    schema(MODEL);
    const sql = await drift.find(folder);
    expect(sql).toContain('CREATE TABLE "things"');
    migration('1_init', sql ?? '');
    expect(await drift.find(folder)).toBeUndefined();
  });

  it('is what the schema has gained since', async () => {
    schema(MODEL);
    migration('1_init', (await drift.find(folder)) ?? '');
    schema(MODEL.replace('  label', '  note String?\n  label'));
    expect(await drift.find(folder)).toContain('ADD COLUMN     "note" TEXT');
  });

  it('is also what a migration did that the schema does not know', async () => {
    schema(MODEL);
    migration('1_init', (await drift.find(folder)) ?? '');
    migration('2_more', 'ALTER TABLE things ADD COLUMN secret text;');
    expect(await drift.find(folder)).toContain('DROP COLUMN "secret"');
  });

  it('carries nothing over from one domain to the next', async () => {
    schema(MODEL);
    migration(
      '1_init',
      "CREATE TYPE mood AS ENUM ('ok'); CREATE SCHEMA elsewhere; CREATE TABLE other (id int);",
    );
    await drift.find(folder);
    await drift.find(folder);
    rmSync(path.join(folder, 'migrations'), { recursive: true });
    expect(await drift.find(folder)).not.toContain('DROP');
  });

  it('cannot be told of a schema that is none; it is named', async () => {
    schema('model Thing {');
    await expect(drift.find(folder)).rejects.toMatchObject({
      code: 'MIGRATION_NOT_COMPARABLE',
      message: expect.stringContaining('schema.prisma') as unknown,
    });
  });

  it('cannot be told when a migration fails; it is named', async () => {
    schema(MODEL);
    migration('1_bad', 'CREATE TABLE;');
    await expect(drift.find(folder)).rejects.toThrow(/1_bad fails: syntax error/);
  });
});
