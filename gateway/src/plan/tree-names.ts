import { Kind, print, visit, type DocumentNode, type FieldNode } from 'graphql';
import { parseFieldSet } from './planning-supergraph.js';

/**
 * What a field of the client's is called between planning and answering. The planner fetches keys and what `@requires`
 * names under the names of these fields, beside the client's, and two fields of one name become one:
 *
 *   { product { id: sku } }  ->  { product { id__client: sku } }      because some key is `id`
 *
 * An interface object is one type where it stands for many: there, fields that differ by arguments or have one alias for
 * different types of object would be fields of one type and one name. With interface objects about, names tell fields
 * apart by what they mean.
 *
 * So a client's alias with such a name steps aside, and so does a field with arguments. A type's name is always called
 * `__typename`: whoever looks for it finds it, and the answer's shape knows what the client calls it.
 */
export interface TreeNames {
  nameOf(node: FieldNode): string;
  /** The client's name for a name in the tree. */
  clientName(name: string): string;
}

const SUFFIX = '__client';
const OURS = /__client[0-9a-z]*$/;

/** What the planner calls a field that it renames itself. */
const RENAMED = /__alias_\d+$/;

/** `fetched`: see {@link fetchedNamesOf}. */
export function treeNamesOf(fetched: ReadonlySet<string>, hasInterfaceObjects = false): TreeNames {
  const taken = new Set(fetched).add('__typename');
  return {
    nameOf(node) {
      const field = node.name.value;
      if (field === '__typename') return field;
      const response = (node.alias ?? node.name).value;
      if (field.startsWith('__')) return response;
      const isPlain = response === field && (node.arguments ?? []).length === 0;
      if (hasInterfaceObjects && !isPlain) return `${response}${SUFFIX}${meaningOf(node)}`;
      const stepsAside = OURS.test(response) || RENAMED.test(response) || (!isPlain && taken.has(response));
      return stepsAside ? response + SUFFIX : response;
    },
    clientName: (name) => name.replace(OURS.test(name) ? OURS : RENAMED, ''),
  };
}

/** Equal for equal fields with equal arguments. */
function meaningOf({ name, arguments: given = [] }: FieldNode): string {
  const written = given.map((argument) => print(argument)).toSorted();
  return [0, 1].map((seed) => textHash(`${seed}${name.value}(${written.join()})`).toString(36)).join('');
}

function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Every field that a key or a requirement names, at whatever depth, of a supergraph as the planner gets it. */
export function fetchedNamesOf(supergraph: DocumentNode): ReadonlySet<string> {
  const fields = new Set<string>();
  visit(supergraph, {
    Directive({ name, arguments: given = [] }) {
      if (name.value !== 'join__type' && name.value !== 'join__field') return;
      for (const { name: argument, value } of given)
        if ((argument.value === 'key' || argument.value === 'requires') && value.kind === Kind.STRING)
          visit(parseFieldSet(value.value), { Field: (field) => void fields.add(field.name.value) });
    },
  });
  return fields;
}
