import { createHash } from 'node:crypto';
import { signatureText, type Definition } from '@kontor/operation';
import type { OperationTypeNode } from 'graphql';

/** What is told of an operation: to logs, to listeners. Never its values. */
export interface OperationIdentity {
  readonly name: string | null;
  readonly type: `${OperationTypeNode}`;
  /** `sha256-<hex>` of the operation without literals, aliases kept. */
  readonly signature: string;
}

/** Of the operation with this name, or of the only one. Undefined when the document has no such operation. */
export function identify(
  definitions: readonly Definition[],
  operationName: string | undefined,
): OperationIdentity | undefined {
  const operations = definitions.filter(({ kind }) => kind === 'operation');
  const operation =
    operationName === undefined ? operations[0] : operations.find(({ name }) => name === operationName);
  const text = operation && signatureText(operation, definitions);
  if (!operation?.type || text === undefined) return undefined;
  const signature = `sha256-${createHash('sha256').update(text).digest('hex')}`;
  return { name: operation.name ?? null, type: operation.type, signature };
}
