import { GraphQLError } from 'graphql';

/**
 * The caller's mistake, as an error of the answer: `extensions.code` is stable, the message is for people. Everything
 * else that a resolver throws is masked to INTERNAL_ERROR.
 */
export const codedError = (
  code: string,
  message: string,
  extensions: Readonly<Record<string, unknown>> = {},
): GraphQLError => new GraphQLError(message, { extensions: { ...extensions, code } });

/** The code of an error made by {@link codedError}, or by GraphQL itself; undefined for any other. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof GraphQLError)) return undefined;
  const code = error.extensions['code'];
  return typeof code === 'string' ? code : undefined;
}
