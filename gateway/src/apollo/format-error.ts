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
    const own = inOurWords(formatted);
    if (own) return own;
    if (extensions['code'] === 'INTERNAL_SERVER_ERROR' || extensions['code'] === undefined) {
      onDefect(error instanceof GraphQLError ? (error.originalError ?? error) : error);
      return { message: INTERNAL, extensions: { code: 'INTERNAL_ERROR' } };
    }
    return { ...formatted, extensions };
  };
}

const INTERNAL = findErrorCode('INTERNAL_ERROR')?.what ?? '';

/** What Apollo Server explains by how to configure Apollo Server, graphql-js by nothing, or neither by a code of its own. */
export type OwnCode = 'INTROSPECTION_DISABLED' | 'OPERATION_TOO_COMPLEX';

export function ownCodeOf({
  message,
  extensions,
}: Pick<GraphQLFormattedError, 'message' | 'extensions'>): OwnCode | undefined {
  switch (extensions?.['validationErrorCode']) {
    case 'INTROSPECTION_DISABLED':
      return 'INTROSPECTION_DISABLED';
    case 'MAX_RECURSIVE_SELECTIONS_EXCEEDED':
      return 'OPERATION_TOO_COMPLEX';
    default:
      return message === VALIDATION_ABORTED ? 'OPERATION_TOO_COMPLEX' : undefined;
  }
}

/** What graphql-js says when comparing fields of the same name would take too long. */
const VALIDATION_ABORTED = 'Validation aborted.';

const OWN_WORDS: Record<OwnCode, string> = {
  INTROSPECTION_DISABLED: 'This gateway does not tell its schema: __schema and __type are switched off.',
  OPERATION_TOO_COMPLEX: 'The fields and fragments of the operation multiply beyond what is validated.',
};

function inOurWords(formatted: GraphQLFormattedError): GraphQLFormattedError | undefined {
  const code = ownCodeOf(formatted);
  if (!code) return undefined;
  const { locations } = formatted;
  return { message: OWN_WORDS[code], ...(locations ? { locations } : {}), extensions: { code } };
}

/** What Apollo Server does with an error before the last look at it, for answers that do not pass through it. */
export const enrichError = (error: GraphQLError): GraphQLFormattedError => ({
  ...error.toJSON(),
  extensions: { ...error.extensions, code: error.extensions['code'] ?? 'INTERNAL_SERVER_ERROR' },
});

/** For those who observe: the code that the client is given. */
export function codeOf(error: GraphQLError): string {
  const { code } = error.extensions;
  return (
    ownCodeOf(error) ??
    (typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR' ? code : 'INTERNAL_ERROR')
  );
}
