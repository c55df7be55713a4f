/** A subgraph while it is drawn: what was said last of a type and a field counts. */
export interface SubgraphDraft {
  readonly name: string;
  readonly types: Map<string, TypeDraft>;
  /** What stands by itself: scalars, enums, unions. */
  readonly others: Map<string, string>;
}

export interface TypeDraft {
  readonly kind: 'type' | 'interface';
  readonly interfaces: Set<string>;
  readonly directives: Set<string>;
  readonly fields: Map<string, FieldDraft>;
}

export interface FieldDraft {
  /** With parentheses; empty when there are none. */
  readonly args: string;
  readonly type: string;
  readonly directives: readonly string[];
}

export const newSubgraph = (name: string): SubgraphDraft => ({ name, types: new Map(), others: new Map() });

export function typeIn(subgraph: SubgraphDraft, name: string, kind: TypeDraft['kind'] = 'type'): TypeDraft {
  let known = subgraph.types.get(name);
  if (!known)
    subgraph.types.set(
      name,
      (known = { kind, interfaces: new Set(), directives: new Set(), fields: new Map() }),
    );
  return known;
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible", "@interfaceObject"])
`;

export function printSubgraph({ types, others }: SubgraphDraft): string {
  return [LINK, ...[...types].map(([name, type]) => printType(name, type)), ...others.values()].join('\n');
}

function printType(name: string, { kind, interfaces, directives, fields }: TypeDraft): string {
  const implemented = interfaces.size > 0 ? ` implements ${[...interfaces].join(' & ')}` : '';
  const heading = [`${kind} ${name}${implemented}`, ...directives].join(' ');
  const lines = [...fields].map(
    ([field, { args, type, directives: own }]) => `  ${[`${field}${args}: ${type}`, ...own].join(' ')}`,
  );
  return `${heading} {\n${lines.join('\n')}\n}`;
}
