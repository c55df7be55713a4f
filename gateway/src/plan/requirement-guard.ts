import {
  baseType,
  federationMetadata,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  SelectionSet,
  type CompositeType,
  type FieldDefinition,
} from '@apollo/federation-internals';

const { canRebaseOn } = SelectionSet.prototype;

/**
 * Mends a defect of the planner where what a field requires requires something in turn:
 *
 *   a: type T { p: Int  r: Int @requires(fields: "q")  q: Int @external }
 *   b: type T { q: Int @requires(fields: "p")  p: Int @external }
 *
 *   { t { r } }, with `t` in b:  b { t { p q } } ─> a { r }                     as it plans, and b answers neither
 *                                b { t } ─> a { p } ─> b { q } ─> a { r }       right
 *
 * Before it moves a selection into the fetch before, it asks whether the type has its fields in that subgraph. The answer
 * must be no if one of them is `@external` there. It must be no as well if the type has fields there whose requirements
 * others require, because the planner moves those along without a look at their own. A needless "no" makes a plan longer
 * at worst, never wrong.
 */
export interface RequirementGuard {
  /** Runs the planner, with the answers mended meanwhile. */
  during<Plan>(plan: () => Plan): Plan;
}

/** Of the supergraph that is planned for. */
export function createRequirementGuard(supergraphSdl: string): RequirementGuard {
  const required = requiredNames(supergraphSdl);
  const mayMove = (set: SelectionSet, type: CompositeType): boolean =>
    !fieldsOf(type).some((field) => required.has(field.name) && hasRequirement(field)) && isAllOwn(set, type);
  return {
    during(plan) {
      if (required.size === 0) return plan();
      SelectionSet.prototype.canRebaseOn = function (type: CompositeType): boolean {
        return canRebaseOn.call(this, type) && mayMove(this, type);
      };
      try {
        return plan();
      } finally {
        SelectionSet.prototype.canRebaseOn = canRebaseOn;
      }
    },
  };
}

/** Names in all `requires` of the supergraph. */
function requiredNames(supergraphSdl: string): ReadonlySet<string> {
  const sets = [...supergraphSdl.matchAll(REQUIRES)].map(([, fields = '']) => fields);
  return new Set(sets.flatMap(namesIn));
}

const REQUIRES = /\brequires: "((?:[^"\\]|\\.)*)"/g;

const namesIn = (fieldSet: string): readonly string[] => fieldSet.match(/\w+/g) ?? [];

function isAllOwn(set: SelectionSet, type: CompositeType): boolean {
  return set.selections().every((selection) => {
    if (selection.kind === 'FragmentSelection') {
      const { typeCondition } = selection.element;
      const condition = typeCondition ? type.schema().type(typeCondition.name) : type;
      return !condition || !isCompositeType(condition) || isAllOwn(selection.selectionSet, condition);
    }
    const field = fieldsOf(type).find(({ name }) => name === selection.element.name);
    if (!field) return true;
    if (isExternal(field)) return false;
    const inner = field.type && baseType(field.type);
    return (
      !selection.selectionSet || !inner || !isCompositeType(inner) || isAllOwn(selection.selectionSet, inner)
    );
  });
}

type Field = FieldDefinition<CompositeType>;

const fieldsOf = (type: CompositeType): readonly Field[] =>
  isObjectType(type) || isInterfaceType(type) ? type.fields() : [];

function hasRequirement(field: Field): boolean {
  const requires = federationMetadata(field.schema())?.requiresDirective();
  return requires !== undefined && field.hasAppliedDirective(requires);
}

/** What a key names is a subgraph's own, whatever else is said of it: first versions of federation said it of all. */
function isExternal(field: Field): boolean {
  const metadata = federationMetadata(field.schema());
  if (!metadata?.isFieldExternal(field)) return false;
  const keys = field.parent.appliedDirectivesOf(metadata.keyDirective());
  return !keys.some((key) => namesIn(String(key.arguments().fields)).includes(field.name));
}
