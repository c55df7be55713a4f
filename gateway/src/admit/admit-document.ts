import { countDocument, type OperationLimits } from '@kontor/operation';
import type { GraphQLError } from 'graphql';
import { refusal } from '../gateway-error.js';
import { incrementalUse } from './incremental-delivery.js';

/** Why a document is not even parsed; undefined when it may be. Counted first: everything after may recurse. */
export function refuseDocument(
  source: string,
  limits: OperationLimits,
  servesDefer: boolean,
): GraphQLError | undefined {
  const count = countDocument(source, limits);
  if (count.kind === 'exceeded') return refusal(count.code, count.message);
  const { defer, stream } = incrementalUse(source);
  if (stream) return refusal('INCREMENTAL_DELIVERY_NOT_SUPPORTED', 'This gateway does not serve @stream.');
  if (defer && !servesDefer)
    return refusal('INCREMENTAL_DELIVERY_NOT_SUPPORTED', 'This gateway does not serve @defer.');
  return undefined;
}
