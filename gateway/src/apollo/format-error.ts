import { findErrorCode } from '@kontor/protocol';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/**
 * The last look at every error before it leaves. What carries a code was made for clients; anything else is a defect:
 * it is logged, and the client gets INTERNAL_ERROR.
 */
export function createErrorFormat(onDefect: (error: unknown) => void) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const extensions = { ...formatted.extensions };
    delete extensions['stacktrace'];
    delete extensions['http'];
    if (extensions['validationErrorCode'] === 'INTROSPECTION_DISABLED')
      return introspectionDisabled(formatted);
    if (extensions['code'] === 'INTERNAL_SERVER_ERROR' || extensions['code'] === undefined) {
      onDefect(error instanceof GraphQLError ? (error.originalError ?? error) : error);
      return { message: INTERNAL, extensions: { code: 'INTERNAL_ERROR' } };
    }
    return { ...formatted, extensions };
  };
}

const INTERNAL = findErrorCode('INTERNAL_ERROR')?.what ?? '';

/** Apollo Server's own message explains how to configure Apollo Server. */
const introspectionDisabled = ({ locations }: GraphQLFormattedError): GraphQLFormattedError => ({
  message: 'This gateway does not tell its schema: __schema and __type are switched off.',
  ...(locations ? { locations } : {}),
  extensions: { code: 'INTROSPECTION_DISABLED' },
});
