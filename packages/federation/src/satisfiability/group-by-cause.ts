import type { ComposerRemark } from '../composer/composer.js';
import { causesOf, readSatisfiabilityMessage } from './reasons.js';

/** Fields named in one problem; the rest is counted. */
const FIELDS_NAMED_MAX = 10;

/**
 * One error per cause. The composer reports every field that cannot be reached, so that a single changed `@key` comes as
 * one error per field behind it. Errors with the same reasons (the absent field itself apart) become the first of them,
 * which keeps its example query and names the other fields.
 */
export function groupByCause(errors: readonly ComposerRemark[]): readonly ComposerRemark[] {
  const groups = Map.groupBy(errors, causeOf);
  return [...groups.values()].map(([first, ...rest]) => {
    if (first === undefined) throw new Error('Map.groupBy made an empty group');
    return rest.length === 0 ? first : { ...first, message: `${first.message}\n${otherFields(first, rest)}` };
  });
}

function causeOf(error: ComposerRemark): string {
  const own = JSON.stringify([error.code, error.message]);
  if (error.code !== 'SATISFIABILITY_ERROR') return own;
  const causes = causesOf(error.message)
    .filter(({ kind }) => kind !== 'field-absent' && kind !== 'type-absent')
    .map((reason) =>
      JSON.stringify('type' in reason && 'field' in reason ? { ...reason, field: null } : reason),
    );
  return causes.length === 0 ? own : JSON.stringify(causes.toSorted());
}

function otherFields(first: ComposerRemark, errors: readonly ComposerRemark[]): string {
  const named = new Set(unreachableFields(first.message));
  const fields = [...new Set(errors.flatMap(({ message }) => unreachableFields(message)))].filter(
    (field) => !named.has(field),
  );
  const listed = fields.slice(0, FIELDS_NAMED_MAX).join(', ');
  const more = fields.length > FIELDS_NAMED_MAX ? ` and ${fields.length - FIELDS_NAMED_MAX} more` : '';
  return fields.length === 0
    ? `${errors.length} more queries fail for the same reason.`
    : `For the same reason these cannot be reached: ${listed}${more}.`;
}

const unreachableFields = (message: string): string[] =>
  readSatisfiabilityMessage(message).reasons.flatMap((reason) => ('field' in reason ? [reason.field] : []));
