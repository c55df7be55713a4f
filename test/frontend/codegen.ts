import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: process.env['KONTOR_GRAPHQL_URL'] ?? 'http://localhost:4000/graphql',
  documents: ['src/operations.ts'],
  generates: {
    'src/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: { useTypeImports: true, enumType: 'string-literal', importExtension: '.js' },
    },
    // Which types an interface or union stands for: Apollo Client's cache asks for this.
    'src/generated/possible-types.ts': {
      plugins: ['fragment-matcher'],
      config: { apolloClientVersion: 3, useExplicitTyping: true },
    },
    // urql's normalised cache takes the whole schema.
    'src/generated/introspection.json': { plugins: ['introspection'], config: { minify: true } },
  },
};
export default config;
