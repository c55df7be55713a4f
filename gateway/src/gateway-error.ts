import { HeaderMap } from '@apollo/server';
import { ERROR_CODES, type ErrorCode, type ErrorCodeEntry } from '@kontor/protocol';
import { GraphQLError, type ASTNode, type GraphQLErrorOptions } from 'graphql';

/** A coded error of the gateway's own, for `errors` of an answer. */
export function gatewayError(
  code: ErrorCode,
  message: string,
  options: Omit<GraphQLErrorOptions, 'extensions'> & { extensions?: Record<string, unknown> } = {},
): GraphQLError {
  return new GraphQLError(message, { ...options, extensions: { code, ...options.extensions } });
}

export interface RefusalOptions {
  status?: number;
  headers?: Record<string, string>;
  /** What of the document it is about. */
  nodes?: ASTNode;
}

/** A coded error that is the whole answer: it carries the HTTP status of its code (or `status`) to Apollo Server. */
export function refusal(
  code: ErrorCode,
  message: string,
  { status, headers = {}, nodes }: RefusalOptions = {},
): GraphQLError {
  const entry: ErrorCodeEntry = ERROR_CODES[code];
  const http = { status: status ?? entry.httpStatus ?? 500, headers: new HeaderMap(Object.entries(headers)) };
  return gatewayError(code, message, { ...(nodes && { nodes }), extensions: { http } });
}
