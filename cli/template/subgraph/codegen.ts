import type { CodegenConfig } from '@graphql-codegen/cli';

// schema.graphql -> src/generated/resolver-types.ts
const config: CodegenConfig = {
  schema: 'schema.graphql',
  generates: {
    'src/generated/resolver-types.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        federation: true,
        contextType: '../context.js#Context',
        // What resolvers receive as parents, by GraphQL type. To add one: add a line.
        mappers: {
          Sprocket: '../store/{{item}}-store.js#SprocketRow',
          SprocketConnection: '../resolvers/parents.js#SprocketConnectionParent',
        },
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        scalars: { _FieldSet: 'string' },
        maybeValue: 'T | null | undefined',
      },
    },
  },
};

export default config;
