import { isInterfaceType, isObjectType, type GraphQLAbstractType, type GraphQLSchema } from 'graphql';

/**
 * Can an object that calls itself `typename` be where the schema says `type`? Where nobody asked for its type it may say
 * nothing; an interface object says its interface.
 */
export function isPossibleType(schema: GraphQLSchema, type: GraphQLAbstractType, typename: unknown): boolean {
  if (typename === undefined || typename === type.name) return true;
  const named = typeof typename === 'string' ? schema.getType(typename) : undefined;
  return (isObjectType(named) || isInterfaceType(named)) && schema.isSubType(type, named);
}
