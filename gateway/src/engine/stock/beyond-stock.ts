import { Kind, parse, visit } from 'graphql';
import { messageOf } from '../../message-of.js';

/** Of `@join__field`, with what of subgraphs they stand for. Stock would pass over them without a word. */
const BEYOND: ReadonlyMap<string, string> = new Map([
  ['overrideLabel', '@override(label:)'],
  ['contextArguments', '@fromContext'],
]);

/** Why stock cannot serve a supergraph that composes; undefined when it can, as far as this tells. */
export function beyondStock(sdl: string): string | undefined {
  let found: string | undefined;
  try {
    visit(parse(sdl, { noLocation: true }), {
      Directive({ name, arguments: given = [] }) {
        if (name.value !== 'join__field') return;
        for (const argument of given)
          if (argument.value.kind !== Kind.NULL) found ??= BEYOND.get(argument.name.value);
      },
    });
  } catch (error) {
    return messageOf(error);
  }
  return found && `The engine "apollo" does not evaluate ${found}: use the engine "compiled".`;
}
