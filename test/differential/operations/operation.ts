import { createHash } from 'node:crypto';
import { parse, print, type DocumentNode } from 'graphql';

export interface Operation {
  readonly source: string;
  readonly document: DocumentNode;
  readonly documentHash: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

export function operationOf(
  document: DocumentNode | string,
  variables: Readonly<Record<string, unknown>>,
  operationName?: string,
): Operation {
  const source = typeof document === 'string' ? document : print(document);
  return {
    source,
    document: parse(source, { noLocation: true }),
    documentHash: createHash('sha256').update(source).digest('hex'),
    operationName,
    variables,
  };
}
