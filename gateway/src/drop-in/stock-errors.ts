import { GraphQLError } from 'graphql';

/** The gateway's errors by the names that clients and plugins of the stock gateway know: `serviceName`, its code. */
export const toStockErrors = (errors: readonly GraphQLError[]): readonly GraphQLError[] =>
  errors.map(toStockError);

function toStockError(error: GraphQLError): GraphQLError {
  const { subgraph, ...extensions } = error.extensions;
  if (typeof subgraph !== 'string') return error;
  const code = extensions['code'] === 'SUBGRAPH_ERROR' ? 'DOWNSTREAM_SERVICE_ERROR' : extensions['code'];
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    path: error.path ?? null,
    originalError: error.originalError ?? null,
    extensions: { ...extensions, code, serviceName: subgraph },
  });
}
