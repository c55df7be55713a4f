/** The body of a fetch whose query is known: only the representations are written per request. */
export const bodyOf = (query: string): string => JSON.stringify({ query });

export function bodyWriter(query: string): (variables: string) => string {
  const prefix = `{"query":${JSON.stringify(query)},"variables":{`;
  return (variables) => `${prefix}${variables}}}`;
}

/** Each key once, as JSON. */
export function representations<Entity>(
  entities: ReadonlyMap<string, Entity>,
  write: (entity: Entity) => string,
): string {
  let json = '';
  for (const entity of entities.values()) json += `${json === '' ? '' : ','}${write(entity)}`;
  return `[${json}]`;
}
