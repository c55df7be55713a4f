import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fakeIo } from '../io.fake.js';
import { loadSchema } from './load-schema.js';
import { joinSchemaFiles } from './schema-source.js';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'kontor-schema-'));
  await mkdir(join(cwd, 'parts/deep'), { recursive: true });
  await writeFile(join(cwd, 'one.graphql'), 'type One { a: Int }\n');
  await writeFile(join(cwd, 'parts/b.graphql'), 'type B {\n  b: Int\n}');
  await writeFile(join(cwd, 'parts/a.graphql'), 'type A {\r\n  a: Int\r\n}\r\n');
  await writeFile(join(cwd, 'parts/deep/c.graphql'), '\ufefftype C {\n  c: Int\n}\n');
  await writeFile(join(cwd, 'odd[1].graphql'), 'type Odd { a: Int }\n');
  await writeFile(join(cwd, 'empty.graphql'), ' \n');
  await writeFile(join(cwd, 'binary.graphql'), Buffer.from([0xff, 0xfe, 0x00]));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const load = (given: string, stdin?: string) =>
  loadSchema(given, fakeIo({ cwd, ...(stdin === undefined ? {} : { stdin }) }));
const placeOf = (source: Awaited<ReturnType<typeof load>>, line: number) => {
  const place = source.locate(line);
  return place && `${place.path}:${place.line} ${place.lines[place.line - 1] ?? ''}`;
};

describe('loading a schema', () => {
  it('takes a file', async () => {
    const source = await load('one.graphql');
    expect(source.sdl).toBe('type One { a: Int }\n');
    expect(placeOf(source, 1)).toBe('one.graphql:1 type One { a: Int }');
  });

  it('takes a pattern: its files in the order of their paths, each from a line of its own', async () => {
    const source = await load('parts/**/*.graphql');
    expect(source.paths).toEqual(['parts/a.graphql', 'parts/b.graphql', 'parts/deep/c.graphql']);
    expect(source.sdl).toBe('type A {\r\n  a: Int\r\n}\r\ntype B {\n  b: Int\n}\ntype C {\n  c: Int\n}\n');
    expect(placeOf(source, 2)).toBe('parts/a.graphql:2   a: Int');
    expect(placeOf(source, 5)).toBe('parts/b.graphql:2   b: Int');
    expect(placeOf(source, 7)).toBe('parts/deep/c.graphql:1 type C {');
    expect(placeOf(source, 99)).toBeUndefined();
  });

  it('takes standard input', async () => {
    const source = await load('-', 'type Piped { a: Int }');
    expect(source.sdl).toBe('type Piped { a: Int }');
    expect(placeOf(source, 1)).toBe('<stdin>:1 type Piped { a: Int }');
  });

  it('takes a file whose name looks like a pattern', async () => {
    expect((await load('odd[1].graphql')).sdl).toContain('type Odd');
  });

  it.each([
    ['missing.graphql', 'There is no file missing.graphql.'],
    ['none/*.graphql', 'No file matches none/*.graphql.'],
    ['parts', 'parts is a folder, not a schema file.'],
    ['empty.graphql', 'empty.graphql is empty: there is no schema to send.'],
    ['binary.graphql', 'binary.graphql is not UTF-8 text.'],
  ])('refuses %s', async (given, message) => {
    await expect(load(given)).rejects.toMatchObject({ code: 'SCHEMA_FILE_INVALID', exitCode: 3, message });
  });

  it('refuses standard input that is a terminal, instead of waiting', async () => {
    await expect(loadSchema('-', fakeIo({ cwd, terminal: true }))).rejects.toMatchObject({
      code: 'SCHEMA_FILE_INVALID',
    });
  });

  it('refuses more than a subgraph can be', async () => {
    await expect(load('-', '#'.repeat(5 * 1024 * 1024))).rejects.toMatchObject({
      code: 'SCHEMA_FILE_INVALID',
    });
  });
});

describe('the way back to the files', () => {
  it('holds for every line of every file', () => {
    const files = ['x\ny', '', '\n\n', 'a\rb\r\nc\n', 'last'].map((text, index) => ({
      path: `f${index}`,
      text,
    }));
    const source = joinSchemaFiles(files);
    source.sdl.split(/\r\n|\n|\r/).forEach((line, index, all) => {
      if (index === all.length - 1 && line === '') return;
      const place = source.locate(index + 1);
      expect(place?.lines[place.line - 1]).toBe(line);
    });
  });
});
