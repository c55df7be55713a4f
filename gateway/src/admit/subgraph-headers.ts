import type { ErrorCode } from '@kontor/protocol';
import type { IncomingHttpHeaders } from 'node:http';

/**
 * Who asks? A hook that authenticates each request once, before anything is parsed, and says which headers every
 * subgraph gets beside those propagated by rule; its headers win.
 */
export type SubgraphHeaders = (
  request: ClientRequest,
) => Promise<SubgraphHeadersVerdict> | SubgraphHeadersVerdict;

export interface ClientRequest {
  readonly headers: IncomingHttpHeaders;
  readonly requestId: string;
}

export type SubgraphHeadersVerdict =
  | { kind: 'headers'; headers: Readonly<Record<string, string>> }
  /** The whole request is refused, with the HTTP status of the code. */
  | { kind: 'refused'; code: ErrorCode; message: string };
