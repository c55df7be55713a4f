import { buildSchema, executeSync, parse, type ExecutionResult } from 'graphql';
import { accountsRoot, productsRoot } from './roots.ts';
import { MONOLITH_SDL } from './schemas.ts';

const schema = buildSchema(MONOLITH_SDL);

/** What is right: graphql-js over all of the data, with no subgraph in between. */
export function answerOfMonolith(query: string): ExecutionResult {
  const result = executeSync({
    schema,
    document: parse(query),
    rootValue: { ...accountsRoot, ...productsRoot },
  });
  // Without the null prototypes of graphql-js, to be compared with what JSON.parse gives.
  return JSON.parse(JSON.stringify(result)) as ExecutionResult;
}
