import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import { ERROR_CODES } from '@kontor/protocol';
import { codeOf } from './coded-error.js';
import { mapPrismaError } from './prisma-errors.js';

/**
 * What leaves the process: coded errors as they are; a database that does not answer as DATABASE_UNAVAILABLE; anything
 * else as INTERNAL_ERROR, without its message. The path stays, so that a gateway knows which field failed.
 */
export function maskError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  if (isPublic(error)) return formatted;
  const mapped = mapPrismaError(originalOf(error));
  const code = mapped ? codeOf(mapped) : 'INTERNAL_ERROR';
  const message = mapped?.message ?? ERROR_CODES.INTERNAL_ERROR.what;
  return { message, ...(formatted.path && { path: formatted.path }), extensions: { code } };
}

/** Must an operator hear of it? */
export const isFailure = (error: unknown): boolean => !isPublic(error);

/** The error a resolver threw, below the wrapping that says where. */
export const originalOf = (error: unknown): unknown =>
  error instanceof GraphQLError && error.originalError ? originalOf(error.originalError) : error;

function isPublic(error: unknown): boolean {
  const code = codeOf(error);
  // GraphQL copies `extensions` of any thrown object; only what was thrown as a GraphQLError was meant to be seen.
  if (!(originalOf(error) instanceof GraphQLError)) return false;
  // Without a code, GraphQL itself could not carry out what a resolver returned: a defect.
  return code !== undefined && code !== ApolloServerErrorCode.INTERNAL_SERVER_ERROR;
}
