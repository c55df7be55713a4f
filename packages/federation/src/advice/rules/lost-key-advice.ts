import { ERROR_CODES } from '@kontor/protocol';
import { entityKeysOf } from '../../subgraph/entity-keys.js';
import type { AdviceRule } from '../advise.js';

/**
 * A field that two subgraphs resolve is a key field in one and no longer in the other: the `@key` was removed or changed,
 * and `@shareable` would be the wrong cure.
 */
export const lostKeyAdvice: AdviceRule = ({ code, message }, subgraphs) => {
  if (code !== 'INVALID_FIELD_SHARING') return undefined;
  const [, type = '', field = ''] = /^Non-shareable field "(\w+)\.(\w+)"/.exec(message) ?? [];
  const having = subgraphs.filter(({ index }) => index.find(`${type}.${field}`).length > 0);
  const keyed = having.flatMap((subgraph) =>
    entityKeysOf(subgraph, type)
      .filter(({ fields }) => fields.split(' ').includes(field))
      .map(({ fields }) => ({ name: subgraph.name, fields })),
  );
  const keyless = having.filter(({ name }) => keyed.every((key) => key.name !== name));
  const [key] = keyed;
  if (!key || keyless.length === 0) return undefined;
  const where = keyless.map(({ name }) => name).join(', ');
  return `${type}.${field} belongs to @key(fields: "${key.fields}") in ${key.name} and to no @key in ${where}. If ${type} is an entity there too, give it @key(fields: "${key.fields}") in ${where} (keep it when you add another). Otherwise: ${ERROR_CODES.INVALID_FIELD_SHARING.fix}`;
};
