import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as add from '@graphql-codegen/add';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers';
import { parse, Source } from 'graphql';

/** Scalars a schema may use; any other is an error, so that none becomes `any` unnoticed. */
const SCALARS = {
  _FieldSet: 'string',
  ID: { input: 'string', output: 'string' },
  DateTime: { input: 'string', output: 'string | Date' },
};

/**
 * Writes `src/generated/resolver-types.ts` from `schema.graphql` in `folder`; does nothing where there is no schema.
 * `codegen.mappers.json` (GraphQL type -> `../path.js#Type`) names the parent types that resolvers receive.
 */
export async function generateResolverTypes(folder: string): Promise<void> {
  const schemaFile = path.join(folder, 'schema.graphql');
  if (!existsSync(schemaFile)) return;
  const filename = path.join(folder, 'src/generated/resolver-types.ts');
  const content = await codegen({
    filename,
    schema: parse(new Source(readFileSync(schemaFile, 'utf8'), schemaFile)),
    documents: [],
    config: {
      federation: true,
      contextType: '../context.js#Context',
      mappers: readMappers(path.join(folder, 'codegen.mappers.json')),
      enumsAsTypes: true,
      useTypeImports: true,
      strictScalars: true,
      scalars: SCALARS,
      // `undefined` and `null` both mean "not given" in an input; a resolver may return either for null.
      maybeValue: 'T | null | undefined',
      inputMaybeValue: 'T | null | undefined',
    },
    plugins: [
      { add: { content: '// Generated from schema.graphql by `npm run generate`. Do not edit.' } },
      { typescript: {} },
      { typescriptResolvers: {} },
    ],
    pluginMap: { add, typescript, typescriptResolvers },
  });
  mkdirSync(path.dirname(filename), { recursive: true });
  writeFileSync(filename, content);
}

function readMappers(file: string): Record<string, string> {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
}
