import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateResolverTypes } from './resolver-types.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'kontor-generate-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const output = () => path.join(folder, 'src/generated/resolver-types.ts');

async function generate(schema: string): Promise<string> {
  writeFileSync(path.join(folder, 'schema.graphql'), schema);
  await generateResolverTypes(folder);
  return readFileSync(output(), 'utf8');
}

const SCHEMA = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])
  type Query { thing(id: ID!): Thing }
  "What it is for."
  type Thing @key(fields: "id") { id: ID! size: Size! @shareable }
  enum Size { SMALL LARGE }
`;

describe('resolver types', () => {
  it('know entities, unions of strings for enums, descriptions and the context', async () => {
    const types = await generate(SCHEMA);
    expect(types).toContain('__resolveReference?');
    expect(types).toMatch(/export type Size =\s*\| 'SMALL'\s*\| 'LARGE'/);
    expect(types).toContain('/** What it is for. */');
    expect(types).toContain("import type { Context } from '../context.js'");
    expect(types).not.toContain('any;');
  });

  it('take the parent types of codegen.mappers.json', async () => {
    writeFileSync(path.join(folder, 'codegen.mappers.json'), '{ "Thing": "../store/things.js#ThingRow" }');
    expect(await generate(SCHEMA)).toContain("import type { ThingRow } from '../store/things.js'");
  });

  it('refuse a scalar that nobody has given a type', async () => {
    await expect(generate(`${SCHEMA} scalar Money extend type Thing { price: Money }`)).rejects.toThrow(
      /Money/,
    );
  });

  it('name file and line of a schema that does not parse', async () => {
    const error = await generate('type Query {\n  a: }\n').catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('schema.graphql:2');
  });

  it('are none where there is no schema', async () => {
    await generateResolverTypes(folder);
    expect(existsSync(output())).toBe(false);
  });
});
