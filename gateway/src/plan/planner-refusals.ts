import type { GraphQLError } from 'graphql';
import { gatewayError } from '../gateway-error.js';

/** The error for an operation that its planner gave up on; undefined for any other error. */
export function tooComplex({ message }: { readonly message: string }): GraphQLError | undefined {
  if (!PLANNER_LIMITS.some((start) => message.startsWith(start))) return undefined;
  return gatewayError('OPERATION_TOO_COMPLEX', 'The operation is too complex to plan.');
}

const PLANNER_LIMITS = [
  'Exceeded maximum recursive selections in this operation',
  'Number of non-local selections exceeds limit',
  'Too many options generated for ',
];
