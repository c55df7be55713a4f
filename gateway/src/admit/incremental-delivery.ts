import { parse, visit, BREAK, GraphQLError } from 'graphql';

const MENTION = /@[\s,]*(?:defer|stream)\b/;

/** Does the document use `@defer` or `@stream`? Parses only those that mention one; false for what does not parse. */
export function usesIncrementalDelivery(source: string): boolean {
  if (!MENTION.test(source)) return false;
  let found = false;
  try {
    visit(parse(source, { noLocation: true }), {
      Directive(directive) {
        if (directive.name.value !== 'defer' && directive.name.value !== 'stream') return undefined;
        found = true;
        return BREAK;
      },
    });
  } catch (error) {
    // The server's own parser tells the caller.
    if (!(error instanceof GraphQLError)) throw error;
  }
  return found;
}
