import {
  isAbstractType,
  isInterfaceType,
  isObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/** Does an object of type `typename` satisfy a fragment on `condition`? Interface objects carry an interface's name. */
export type IsOfType = (typename: string, condition: string) => boolean;

export function createTypeTest(schema: GraphQLSchema): IsOfType {
  return (typename, condition) => {
    if (typename === condition) return true;
    const type = schema.getType(typename);
    const abstract = schema.getType(condition);
    if (!isAbstractType(abstract) || !(isObjectType(type) || isInterfaceType(type))) return false;
    return schema.isSubType(abstract, type);
  };
}

/** What the supergraph says that a field is; undefined for what it does not have. */
export type FieldTypeOf = (typename: string, field: string) => GraphQLOutputType | undefined;

export function createFieldTypes(schema: GraphQLSchema): FieldTypeOf {
  return (typename, field) => {
    const type = schema.getType(typename);
    return isObjectType(type) || isInterfaceType(type) ? type.getFields()[field]?.type : undefined;
  };
}
