import { Kind, type DocumentNode, type EnumTypeDefinitionNode } from 'graphql';

/** Routing URL by subgraph, as `enum join__Graph` has them. */
export function routingUrls(supergraph: DocumentNode): ReadonlyMap<string, string> {
  const graphs = supergraph.definitions.find(
    (definition): definition is EnumTypeDefinitionNode =>
      definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph',
  );
  return new Map(
    (graphs?.values ?? []).flatMap(({ directives = [] }) => {
      const given = directives.find(({ name }) => name.value === 'join__graph')?.arguments ?? [];
      const text = (wanted: string): string | undefined => {
        const value = given.find(({ name }) => name.value === wanted)?.value;
        return value?.kind === Kind.STRING ? value.value : undefined;
      };
      const name = text('name');
      return name === undefined ? [] : [[name, text('url') ?? ''] as const];
    }),
  );
}
