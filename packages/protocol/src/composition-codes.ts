import type { ErrorCodeEntry } from './error-codes.js';

const area = 'composition';

/** Reasons why subgraphs do not compose. The names are those of the Apollo Federation field; the words are ours. */
export const compositionCodes = {
  // --- before the composer: names, limits -----------------------------------------------------------------------------
  INVALID_SUBGRAPH_NAME: {
    area,
    what: 'A subgraph has a name that cannot be used.',
    why: 'Names start with a letter and go on with letters, digits, `_` and `-`, 64 characters at most; `_` alone is reserved.',
    fix: 'Publish the subgraph under another name.',
  },
  SUBGRAPH_NAME_DUPLICATE: {
    area,
    what: 'Two subgraphs of one variant have the same name.',
    why: 'A name stands for one service; the same entry was probably listed twice.',
    fix: 'Give each subgraph a name of its own, or remove one of them.',
  },
  SUBGRAPHS_TOO_MANY: {
    area,
    what: 'The variant has more subgraphs than are composed.',
    why: 'The number is limited so that composition stays within its time and memory.',
    fix: 'Delete subgraphs that are no longer needed, or merge small ones.',
  },
  SUBGRAPH_TOO_LARGE: {
    area,
    what: 'A subgraph schema has more bytes than are read.',
    why: 'The size is limited before anything is parsed. Real schemas stay far below; generated text or a wrong file often do not.',
    fix: 'Check that the file is the schema you mean; if it is, split the subgraph.',
  },
  SUBGRAPH_TOO_MANY_TOKENS: {
    area,
    what: 'A subgraph schema has more tokens than are parsed.',
    why: 'The number of names, values and brackets is limited before anything is parsed.',
    fix: 'Check that the file is the schema you mean; if it is, split the subgraph.',
  },
  SUBGRAPH_TOO_DEEP: {
    area,
    what: 'A subgraph schema nests brackets deeper than is parsed.',
    why: 'Depth is limited before anything is parsed, because deep nesting overflows a parser. Schemas written by people nest a few levels.',
    fix: 'Flatten the default value, directive argument or list type at the place the message names.',
  },
  COMPOSER_FAILED: {
    area,
    what: 'The composer gave up on these subgraphs without naming a cause that it knows.',
    why: 'The schemas hold something that the composer did not foresee: a defect of the composer, set off by one of the schemas.',
    fix: "Undo the last change to see which part sets it off, and write that part in another way. The message is the composer's own.",
  },
  SUPERGRAPH_INVALID: {
    area,
    what: 'The file is not a supergraph that the gateway can load.',
    why: 'It does not parse, is no valid schema, lacks the `join` specification that composition writes, or contradicts itself.',
    fix: 'Load what composition printed, unchanged: `kontor supergraph fetch` or `kontor supergraph compose`. A subgraph schema is not a supergraph.',
  },

  // --- valid GraphQL ---------------------------------------------------------------------------------------------------
  INVALID_GRAPHQL: {
    area,
    what: 'A subgraph schema is not valid GraphQL.',
    why: 'It does not parse, uses a type or directive that is not defined, defines something twice, or breaks another rule of the GraphQL specification.',
    fix: 'Correct the schema at the place shown. A federation directive that counts as unknown is missing from the `import` list of the `@link`.',
  },
  DIRECTIVE_DEFINITION_INVALID: {
    area,
    what: 'A subgraph defines a federation directive differently from its specification.',
    why: 'The definition was copied from another version, or a directive of your own has the name of a federation directive.',
    fix: 'Remove the definition (`@link` with `import` brings the right one), or rename your own directive.',
  },
  TYPE_DEFINITION_INVALID: {
    area,
    what: 'A subgraph defines a federation type differently from its specification.',
    why: 'Types such as `_Any`, `_Service` or `link__Purpose` belong to federation, and this definition of one does not match.',
    fix: 'Remove the definition, or rename your own type.',
  },
  UNSUPPORTED_LINKED_FEATURE: {
    area,
    what: 'A `@link` asks for a feature, or for an option of one, that is not supported.',
    why: 'The linked specification, its version or its `for:` argument is not known to composition.',
    fix: 'Link a version that is supported, or remove the `@link` and what uses it.',
  },
  UNKNOWN_FEDERATION_LINK_VERSION: {
    area,
    what: 'A subgraph links a version of the federation specification that does not exist here.',
    why: 'The version in the `@link` URL is mistyped or newer than the composer.',
    fix: 'Use a known version, for instance `https://specs.apollo.dev/federation/v2.9`.',
  },
  UNKNOWN_LINK_VERSION: {
    area,
    what: 'A subgraph uses an unknown version of the link specification itself.',
    why: 'The URL `https://specs.apollo.dev/link/…` carries a version other than v1.0.',
    fix: 'Write `@link(url: "https://specs.apollo.dev/link/v1.0")`, or leave that line out: it is implied.',
  },
  INVALID_LINK_DIRECTIVE_USAGE: {
    area,
    what: 'A `@link` is used in a way that its specification does not allow.',
    why: 'It is repeated for the same feature, imports something that the feature does not have, renames without `@`, or two links claim the same name.',
    fix: 'Keep one `@link` per feature and import only its elements, directives with their `@`. The message names the offender.',
  },
  INVALID_LINK_IDENTIFIER: {
    area,
    what: 'The URL of a `@link` does not name a versioned feature.',
    why: 'A feature URL ends in its name and version, as in `https://example.com/name/v1.0`; this one does not.',
    fix: 'Correct the URL in the `@link`.',
  },
  LINK_IMPORT_NAME_MISMATCH: {
    area,
    what: 'Subgraphs import the same composed directive under different names.',
    why: 'In the supergraph a directive has one name, so that every subgraph must import it under the same one.',
    fix: 'Use the same name (`as:`) for it in the `@link` of every subgraph.',
  },

  // --- names and kinds across subgraphs ---------------------------------------------------------------------------------
  NO_QUERIES: {
    area,
    what: 'No subgraph offers a query.',
    why: 'A supergraph needs a query root with at least one field, and no subgraph defines one.',
    fix: 'Add `type Query` with a field to one subgraph, or publish first a subgraph that has one.',
  },
  ROOT_QUERY_USED: {
    area,
    what: 'A subgraph has a type named `Query` that is not its query root.',
    why: 'Its `schema` definition names another type as query root, and that root becomes `Query` in the supergraph: the names collide.',
    fix: 'Rename the type `Query`, or make it the query root.',
  },
  ROOT_MUTATION_USED: {
    area,
    what: 'A subgraph has a type named `Mutation` that is not its mutation root.',
    why: 'Its `schema` definition names another type as mutation root, and that root becomes `Mutation` in the supergraph: the names collide.',
    fix: 'Rename the type `Mutation`, or make it the mutation root.',
  },
  ROOT_SUBSCRIPTION_USED: {
    area,
    what: 'A subgraph has a type named `Subscription` that is not its subscription root.',
    why: 'Its `schema` definition names another type as subscription root, and that root becomes `Subscription` in the supergraph: the names collide.',
    fix: 'Rename the type `Subscription`, or make it the subscription root.',
  },
  TYPE_KIND_MISMATCH: {
    area,
    what: 'A type is of one kind in one subgraph and of another kind in another.',
    why: 'For instance an object here and an interface there: the two definitions cannot be merged.',
    fix: 'Give the type the same kind everywhere, or rename one of them. An interface that another subgraph adds fields to is declared there with `@interfaceObject`.',
  },
  EXTENSION_WITH_NO_BASE: {
    area,
    what: 'A subgraph extends a type that no subgraph defines.',
    why: 'The type is mistyped, or the subgraph that defined it was removed or has renamed it.',
    fix: 'Write `type` in place of `extend type`, or publish the subgraph that defines it.',
  },
  FIELD_TYPE_MISMATCH: {
    area,
    what: 'A field has types in different subgraphs that cannot be merged.',
    why: 'Types may differ in nullability or be subtypes of one another; these name different things.',
    fix: 'Agree on one type for the field, or give one of the fields another name.',
  },
  FIELD_ARGUMENT_TYPE_MISMATCH: {
    area,
    what: 'An argument has types in different subgraphs that cannot be merged.',
    why: 'Argument types may differ in nullability only.',
    fix: 'Use the same type for the argument in every subgraph that defines the field.',
  },
  INPUT_FIELD_DEFAULT_MISMATCH: {
    area,
    what: 'An input field has different default values in different subgraphs.',
    why: 'The supergraph can show one default only.',
    fix: 'Use the same default in every subgraph, or none.',
  },
  FIELD_ARGUMENT_DEFAULT_MISMATCH: {
    area,
    what: 'An argument has different default values in different subgraphs.',
    why: 'The supergraph can show one default only.',
    fix: 'Use the same default in every subgraph, or none.',
  },
  REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH: {
    area,
    what: 'An argument is required in one subgraph and absent in another.',
    why: 'Only arguments that all subgraphs know reach the supergraph, so nobody could pass the required one.',
    fix: 'Add the argument to the field in every subgraph, or make it optional.',
  },
  REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH: {
    area,
    what: 'An input field is required in one subgraph and absent in another.',
    why: 'Only input fields that all subgraphs know reach the supergraph, so nobody could pass the required one.',
    fix: 'Add the field to the input type in every subgraph, or make it optional until all have it.',
  },
  EMPTY_MERGED_INPUT_TYPE: {
    area,
    what: 'An input type has no field that all its subgraphs share.',
    why: 'Input types merge by intersection, and nothing is left of this one.',
    fix: 'Add a common field, or give the unrelated input types different names.',
  },
  ENUM_VALUE_MISMATCH: {
    area,
    what: 'An enum that is used for input and output has values that some subgraphs lack.',
    why: 'A subgraph could be sent, or could return, a value that another does not know.',
    fix: 'Define the same values everywhere. To add one without downtime, mark it `@inaccessible` until all subgraphs have it.',
  },
  EMPTY_MERGED_ENUM_TYPE: {
    area,
    what: 'An enum that is used for input has no value that all its subgraphs share.',
    why: 'Enums used only as input merge by intersection, and nothing is left of this one.',
    fix: 'Add a common value, or give the unrelated enums different names.',
  },
  INTERFACE_FIELD_NO_IMPLEM: {
    area,
    what: 'A type of one subgraph lacks a field that its interface has in another.',
    why: 'In the supergraph the interface has the fields of all subgraphs, and each implementation must have them all.',
    fix: 'Add the field to the implementation in some subgraph, or remove it from the interface.',
  },

  // --- who resolves a field --------------------------------------------------------------------------------------------
  INVALID_FIELD_SHARING: {
    area,
    what: 'Several subgraphs resolve a field that is not marked as shared.',
    why: 'Two services that answer the same field may disagree, so sharing must be said on both sides.',
    fix: 'Mark the field `@shareable` in every subgraph that resolves it, or keep it in one. To move it, use `@override(from:)`.',
  },
  INVALID_SHAREABLE_USAGE: {
    area,
    what: 'A `@shareable` stands where it means nothing.',
    why: 'It is for fields of object types; on interface fields nothing is resolved, and repeating it on a field and its type is not allowed.',
    fix: 'Remove this `@shareable`; put it on the fields of the types that implement the interface.',
  },
  SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES: {
    area,
    what: 'A shared field can return no type that all its subgraphs have in common.',
    why: 'Its union or interface has different members in each subgraph, so that whichever is asked, the answer differs.',
    fix: 'Give the union or interface common members in these subgraphs, or stop sharing the field.',
  },
  SATISFIABILITY_ERROR: {
    area,
    what: 'Clients could write a query that no path through the subgraphs can answer.',
    why: 'A field lives in one subgraph, the query arrives at its type in another, and there is no `@key` whose fields the first can produce and the second can resolve. Usually a `@key` was changed or removed, or one of its fields is external or gone.',
    fix: 'Let both subgraphs share a `@key`: keep the old `@key` next to the new one (a type may have several), or add its fields where the query comes from.',
  },
  MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED: {
    area,
    what: 'There are too many ways through the subgraphs to check that every query can be answered.',
    why: 'Many subgraphs share many fields and keys, and the possible paths multiply.',
    fix: 'Reduce the number of keys per type and of shared fields, or split the graph.',
  },

  // --- @key ------------------------------------------------------------------------------------------------------------
  KEY_FIELDS_HAS_ARGS: {
    area,
    what: 'A `@key` names a field that takes arguments.',
    why: 'A key must have one value per entity, and the gateway has nothing to pass to an argument.',
    fix: 'Use a field without arguments as key.',
  },
  KEY_UNSUPPORTED_ON_INTERFACE: {
    area,
    what: 'A `@key` stands on an interface.',
    why: 'Interfaces have keys from federation 2.3 on; this subgraph links an older version.',
    fix: 'Link federation v2.3 or newer, or put the `@key` on the implementing types.',
  },
  KEY_INVALID_FIELDS_TYPE: {
    area,
    what: 'The `fields` of a `@key` is not a string.',
    why: 'It was written without quotes, or as a number or list.',
    fix: 'Write it as a quoted selection: `@key(fields: "id")`.',
  },
  KEY_INVALID_FIELDS: {
    area,
    what: 'The `fields` of a `@key` is not a valid selection on its type.',
    why: 'It has a syntax error, names a field that the type does not have in this subgraph, or uses an alias.',
    fix: 'Name fields that this subgraph defines on the type; add the missing field, or correct its name.',
  },
  KEY_FIELDS_SELECT_INVALID_TYPE: {
    area,
    what: 'A `@key` names a field whose type cannot be part of a key.',
    why: 'Interfaces and unions have no stable value to compare.',
    fix: 'Use fields of scalar, enum or object type; for objects, select their fields: `@key(fields: "owner { id }")`.',
  },
  KEY_DIRECTIVE_IN_FIELDS_ARG: {
    area,
    what: 'The `fields` of a `@key` contains a directive.',
    why: 'Directives have no meaning inside a key.',
    fix: 'Remove the directive from the `fields` string.',
  },

  // --- @external, @requires, @provides ---------------------------------------------------------------------------------
  EXTERNAL_UNUSED: {
    area,
    what: 'A field is `@external` and nothing in its subgraph uses it.',
    why: 'An external field exists for a `@requires`, a `@provides`, a `@key` or an interface; this one serves none of them.',
    fix: 'Remove the field from this subgraph, or remove `@external` if this subgraph does resolve it.',
  },
  EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE: {
    area,
    what: 'An `@external` field carries a directive that contradicts it.',
    why: 'The field is resolved elsewhere, so it cannot have `@requires` or `@provides` here.',
    fix: 'Remove `@external`, or remove the other directive.',
  },
  TYPE_WITH_ONLY_UNUSED_EXTERNAL: {
    area,
    what: 'A type of a federation 1 subgraph consists of unused external fields only.',
    why: 'Unused external fields are dropped when the schema is upgraded, and nothing is left of this type.',
    fix: 'Remove the type from this subgraph, or let something use its fields.',
  },
  EXTERNAL_MISSING_ON_BASE: {
    area,
    what: 'A field is `@external` in every subgraph that has it.',
    why: 'No subgraph resolves it: the one that did has dropped it, or its name is mistyped here.',
    fix: 'Define the field without `@external` in the subgraph that resolves it.',
  },
  EXTERNAL_TYPE_MISMATCH: {
    area,
    what: 'An `@external` field has another type than the field it stands for.',
    why: 'The subgraph that resolves the field changed its type, or the copy here was never right.',
    fix: 'Copy the type from the subgraph that resolves the field.',
  },
  EXTERNAL_ARGUMENT_MISSING: {
    area,
    what: 'An `@external` field lacks an argument of the field it stands for.',
    why: 'The subgraph that resolves the field has an argument that the copy here does not.',
    fix: 'Add the argument to the external field.',
  },
  EXTERNAL_ARGUMENT_TYPE_MISMATCH: {
    area,
    what: 'An argument of an `@external` field has another type than in the subgraph that resolves it.',
    why: 'The two definitions drifted apart.',
    fix: 'Copy the type of the argument from the subgraph that resolves the field.',
  },
  EXTERNAL_ARGUMENT_DEFAULT_MISMATCH: {
    area,
    what: 'An argument of an `@external` field has another default than in the subgraph that resolves it.',
    why: 'The two definitions drifted apart.',
    fix: 'Copy the default of the argument from the subgraph that resolves the field.',
  },
  EXTERNAL_ON_INTERFACE: {
    area,
    what: 'A field of an interface is `@external`.',
    why: 'An interface field is never resolved itself, only its implementations are, so the mark means nothing.',
    fix: 'Remove `@external` there; put it on the field of the implementing type if that is meant.',
  },
  MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL: {
    area,
    what: 'An `@external` field carries a directive that would be merged into the supergraph.',
    why: 'Directives such as `@tag` or `@inaccessible` belong where the field is resolved.',
    fix: 'Move the directive to the subgraph that resolves the field.',
  },
  PROVIDES_FIELDS_HAS_ARGS: {
    area,
    what: 'A `@provides` names a field that takes arguments.',
    why: 'What is provided must be one value, and the gateway has nothing to pass to an argument.',
    fix: 'Remove the field from the `@provides`.',
  },
  PROVIDES_FIELDS_MISSING_EXTERNAL: {
    area,
    what: 'A `@provides` names a field that is not `@external`.',
    why: 'Providing is for fields that another subgraph resolves; this one is resolved here anyway.',
    fix: 'Mark the field `@external`, or remove it from the `@provides`.',
  },
  PROVIDES_UNSUPPORTED_ON_INTERFACE: {
    area,
    what: 'A `@provides` stands on a field of an interface.',
    why: 'Only fields of object types are resolved, so only they can provide.',
    fix: 'Put the `@provides` on the field of each implementing type.',
  },
  PROVIDES_ON_NON_OBJECT_FIELD: {
    area,
    what: 'A `@provides` stands on a field that returns no type with fields.',
    why: 'It names fields below the field, and a scalar or enum has none.',
    fix: 'Remove the `@provides`.',
  },
  PROVIDES_INVALID_FIELDS_TYPE: {
    area,
    what: 'The `fields` of a `@provides` is not a string.',
    why: 'It was written without quotes, or as a number or list.',
    fix: 'Write it as a quoted selection: `@provides(fields: "name")`.',
  },
  PROVIDES_INVALID_FIELDS: {
    area,
    what: 'The `fields` of a `@provides` is not a valid selection on the type it returns.',
    why: 'It has a syntax error, or names a field that this subgraph does not declare on that type.',
    fix: 'Declare the field on that type with `@external`, or correct its name.',
  },
  PROVIDES_DIRECTIVE_IN_FIELDS_ARG: {
    area,
    what: 'The `fields` of a `@provides` contains a directive.',
    why: 'Directives have no meaning there.',
    fix: 'Remove the directive from the `fields` string.',
  },
  REQUIRES_FIELDS_MISSING_EXTERNAL: {
    area,
    what: 'A `@requires` names a field that is not `@external`.',
    why: 'Requiring is for fields that another subgraph resolves; this one is resolved here anyway.',
    fix: 'Mark the field `@external`, or remove it from the `@requires`.',
  },
  REQUIRES_UNSUPPORTED_ON_INTERFACE: {
    area,
    what: 'A `@requires` stands on a field of an interface.',
    why: 'Only fields of object types are resolved, so only they can require.',
    fix: 'Put the `@requires` on the field of each implementing type.',
  },
  REQUIRES_INVALID_FIELDS_TYPE: {
    area,
    what: 'The `fields` of a `@requires` is not a string.',
    why: 'It was written without quotes, or as a number or list.',
    fix: 'Write it as a quoted selection: `@requires(fields: "weight")`.',
  },
  REQUIRES_INVALID_FIELDS: {
    area,
    what: 'The `fields` of a `@requires` is not a valid selection on its type.',
    why: 'It has a syntax error, or names a field that this subgraph does not declare on the type.',
    fix: 'Declare the field on the type with `@external`, or correct its name.',
  },
  REQUIRES_DIRECTIVE_IN_FIELDS_ARG: {
    area,
    what: 'The `fields` of a `@requires` contains a directive.',
    why: 'Directives have no meaning there.',
    fix: 'Remove the directive from the `fields` string.',
  },

  // --- @override -------------------------------------------------------------------------------------------------------
  OVERRIDE_FROM_SELF_ERROR: {
    area,
    what: 'An `@override` takes a field from its own subgraph.',
    why: 'The `from` argument names the subgraph that the directive stands in.',
    fix: 'Name the subgraph that resolves the field today, or remove the `@override`.',
  },
  OVERRIDE_SOURCE_HAS_OVERRIDE: {
    area,
    what: 'Two subgraphs override the same field.',
    why: 'The field is taken from a subgraph that itself takes it from another, so nobody is left to resolve it.',
    fix: 'Keep the `@override` in the subgraph that shall resolve the field, and remove the other.',
  },
  OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE: {
    area,
    what: 'An `@override` meets a directive that contradicts it.',
    why: 'A field that is `@external`, or that carries `@provides` or `@requires` in the subgraph it is taken from, cannot be overridden.',
    fix: 'Remove the other directive first, publish, and then override.',
  },
  OVERRIDE_ON_INTERFACE: {
    area,
    what: 'An `@override` stands on a field of an interface.',
    why: 'An interface field is not resolved, so there is nothing to take over.',
    fix: 'Put the `@override` on the field of each implementing type.',
  },
  OVERRIDE_LABEL_INVALID: {
    area,
    what: 'The `label` of an `@override` is malformed.',
    why: 'It is either `percent(0)` to `percent(100)`, or a name of letters, digits and `_-:./` that starts with a letter.',
    fix: 'Correct the label, or remove it to move the field at once.',
  },

  // --- interfaces as entities ------------------------------------------------------------------------------------------
  INTERFACE_OBJECT_USAGE_ERROR: {
    area,
    what: 'An `@interfaceObject` is used in a way that does not work.',
    why: 'It needs a `@key`, needs an interface of the same name with that key in another subgraph, and its subgraph must not define the implementations.',
    fix: 'Follow the message: add the `@key`, or remove the implementations or the `@interfaceObject` from this subgraph.',
  },
  INTERFACE_KEY_NOT_ON_IMPLEMENTATION: {
    area,
    what: 'An interface has a `@key` that one of its implementations lacks.',
    why: 'Whoever resolves the interface by key must be able to resolve each implementation by the same key.',
    fix: 'Add the same `@key`, resolvable, to every implementation in this subgraph.',
  },
  INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE: {
    area,
    what: 'A subgraph has a `@key` on an interface and does not know all of its implementations.',
    why: 'Another subgraph adds an implementation, and this one could not say for its keys which type they are.',
    fix: 'Add the missing implementation, with the `@key`, to the subgraph that holds the key of the interface.',
  },

  // --- @inaccessible ---------------------------------------------------------------------------------------------------
  REFERENCED_INACCESSIBLE: {
    area,
    what: 'Something visible refers to something `@inaccessible`.',
    why: 'A field or argument that clients see has a type that they must not see.',
    fix: 'Mark the referring element `@inaccessible` as well, or make the type visible.',
  },
  DEFAULT_VALUE_USES_INACCESSIBLE: {
    area,
    what: 'A visible default value uses something `@inaccessible`.',
    why: 'Clients would see in the default an enum value or input field that is hidden from them.',
    fix: 'Change the default, or make what it uses visible.',
  },
  QUERY_ROOT_TYPE_INACCESSIBLE: {
    area,
    what: 'The query root type is `@inaccessible`.',
    why: 'A schema without its query root cannot be shown to clients.',
    fix: 'Remove `@inaccessible` from the type; mark single fields if those are meant.',
  },
  REQUIRED_INACCESSIBLE: {
    area,
    what: 'A required argument or input field is `@inaccessible`.',
    why: 'Clients must pass what they cannot see.',
    fix: 'Make it optional or give it a default, or hide also what requires it.',
  },
  IMPLEMENTED_BY_INACCESSIBLE: {
    area,
    what: 'An `@inaccessible` field or argument is needed by a visible interface.',
    why: 'The visible interface has the field, so the type that implements it must show it too.',
    fix: 'Hide the field of the interface as well, or make this one visible.',
  },
  DISALLOWED_INACCESSIBLE: {
    area,
    what: 'Something is `@inaccessible` that cannot be hidden.',
    why: 'Built-in and federation types and directives, and arguments of type system directives, must stay as they are.',
    fix: 'Remove this `@inaccessible`.',
  },
  ONLY_INACCESSIBLE_CHILDREN: {
    area,
    what: 'All fields, members or values of a visible type are `@inaccessible`.',
    why: 'Clients would see an empty type, which is not valid.',
    fix: 'Hide the type itself, or show at least one of its parts.',
  },

  // --- composed directives ---------------------------------------------------------------------------------------------
  DIRECTIVE_COMPOSITION_ERROR: {
    area,
    what: 'A `@composeDirective` cannot be carried out.',
    why: 'The directive it names is not linked, is a federation directive, or differs in name or major version between subgraphs.',
    fix: "Link the directive's specification under the same name and major version in every subgraph that composes it.",
  },

  // --- @context, @fromContext ------------------------------------------------------------------------------------------
  CONTEXT_NOT_SET: {
    area,
    what: 'A `@fromContext` uses a context that is not set.',
    why: 'No type on the way has a `@context` with that name, or the name is missing.',
    fix: 'Add `@context(name:)` to the type whose fields are meant, or correct the name.',
  },
  CONTEXT_INVALID_SELECTION: {
    area,
    what: 'The selection of a `@fromContext` is not usable.',
    why: 'It must lead to exactly one field, of the type of the argument, in every type that sets the context, without aliases or directives.',
    fix: 'Correct the selection, for instance `@fromContext(field: "$name { field }")`.',
  },
  NO_CONTEXT_IN_SELECTION: {
    area,
    what: 'A `@fromContext` does not name its context.',
    why: "The text starts with a `$` and the context's name; here that part is missing.",
    fix: 'Write `@fromContext(field: "$name { field }")`.',
  },
  CONTEXT_NO_RESOLVABLE_KEY: {
    area,
    what: 'A type uses `@fromContext` and has no resolvable `@key`.',
    why: 'The gateway enters the type by its key to pass the value from the context.',
    fix: 'Add a `@key`, or remove `resolvable: false` from one.',
  },
  CONTEXT_NAME_INVALID: {
    area,
    what: 'A context has a name that is not allowed.',
    why: 'Names consist of letters and digits and start with a letter; `_` is not allowed.',
    fix: 'Rename the context.',
  },
  CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS: {
    area,
    what: 'An argument comes from a context in one subgraph and is required from the client in another.',
    why: 'It disappears from the supergraph, and then nobody passes it where it is required.',
    fix: 'Use `@fromContext` for it in every subgraph, or make it optional where it is not contextual.',
  },

  // --- demand control and authorisation --------------------------------------------------------------------------------
  COST_APPLIED_TO_INTERFACE_FIELD: {
    area,
    what: 'A `@cost` stands on a field of an interface.',
    why: 'Costs belong to what is resolved: the fields of the implementing types.',
    fix: 'Move the `@cost` to the implementing types.',
  },
  LIST_SIZE_APPLIED_TO_NON_LIST: {
    area,
    what: 'A `@listSize` stands on a field that returns no list.',
    why: 'It says how long a list is, and names no `sizedFields` below the field.',
    fix: 'Remove it, or name the lists below the field with `sizedFields`.',
  },
  LIST_SIZE_INVALID_ASSUMED_SIZE: {
    area,
    what: 'A `@listSize` assumes a negative size.',
    why: 'A list has zero or more items.',
    fix: 'Use a number that is not negative for `assumedSize`.',
  },
  LIST_SIZE_INVALID_SLICING_ARGUMENT: {
    area,
    what: 'A `@listSize` names a slicing argument that does not exist or is no integer.',
    why: '`slicingArguments` lists arguments of the field whose integer value is the length of the list.',
    fix: 'Name an `Int` argument of the field.',
  },
  LIST_SIZE_INVALID_SIZED_FIELD: {
    area,
    what: 'A `@listSize` names a sized field that does not exist or is no list.',
    why: '`sizedFields` lists fields of the returned type that are lists.',
    fix: 'Name list fields of the returned type.',
  },
  AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE: {
    area,
    what: 'An authorisation directive stands on an interface, its field or an interface object.',
    why: 'Access is checked on the types that implement it, so a mark on the interface protects nothing.',
    fix: 'Put the directive on the fields of the implementing types.',
  },
  MISSING_TRANSITIVE_AUTH_REQUIREMENTS: {
    area,
    what: 'A field reads protected data and is less protected itself.',
    why: 'It uses fields through `@requires` or `@fromContext` that need more than this field asks for.',
    fix: 'Repeat the requirements of those fields on this field.',
  },

  // --- of the composer's registry, not for subgraphs -------------------------------------------------------------------
  UNSUPPORTED_FEATURE: {
    area,
    what: 'A schema uses a combination of features that federation does not support.',
    why: 'The composer knows the feature and refuses it in this place.',
    fix: 'Follow the message; usually the same can be said in another way.',
  },
  INVALID_FEDERATION_SUPERGRAPH: {
    area,
    what: 'A schema that should be a supergraph is none.',
    why: 'It lacks the `join` specification that composition writes, or uses a version that is not known.',
    fix: 'Compose the supergraph again.',
  },
  DOWNSTREAM_SERVICE_ERROR: {
    area,
    what: 'A subgraph failed while a query was answered.',
    why: 'It could not be reached, timed out, or answered with an error.',
    fix: 'Look at the log of the subgraph that the message names.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;
