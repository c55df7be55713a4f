import type { IncomingHttpHeaders } from 'node:http';
import { ACTOR_HEADER } from '@kontor/protocol';
import { REQUEST_ID_HEADER } from '@kontor/http/basics';
import { EXPLAIN_HEADER } from '../explain/explain-permission.js';
import { CONNECTION_HEADERS } from './connection-headers.js';

/** Which headers of a client's request a subgraph gets to see. Names in lower case. */
export type HeaderRule =
  | {
      readonly kind: 'named';
      readonly name: string;
      /** Under which name the subgraph gets it; the same when absent. */
      readonly rename: string | undefined;
      /** Sent when the client did not send it. */
      readonly fallback: string | undefined;
      /** Absent: all of them. */
      readonly subgraphs: ReadonlySet<string> | undefined;
    }
  | {
      readonly kind: 'matching';
      readonly pattern: RegExp;
      readonly subgraphs: ReadonlySet<string> | undefined;
    };

/**
 * Never propagated, whatever a rule says: what describes the client's connection and bodies rather than ours, what it
 * tells a proxy, and what only Kontor's own processes may set.
 */
const NEVER = new Set([
  ...CONNECTION_HEADERS,
  'proxy-authenticate',
  'proxy-authorization',
  REQUEST_ID_HEADER,
  ACTOR_HEADER,
  EXPLAIN_HEADER,
]);

export const isNeverPropagated = (name: string): boolean => NEVER.has(name.toLowerCase());

/** The headers for one subgraph by rule; a later rule wins over an earlier one of the same name. */
export function propagateHeaders(
  rules: readonly HeaderRule[],
  client: IncomingHttpHeaders,
  subgraph: string,
): Record<string, string> {
  const perHop = namedByConnection(client);
  const allowed = (name: string) => !NEVER.has(name) && !perHop.has(name);
  const headers = new Map<string, string>();
  for (const rule of rules) {
    if (rule.subgraphs && !rule.subgraphs.has(subgraph)) continue;
    switch (rule.kind) {
      case 'named': {
        const value = allowed(rule.name) ? valueOf(client, rule.name) : undefined;
        const sent = value ?? rule.fallback;
        const target = rule.rename ?? rule.name;
        if (sent !== undefined && !NEVER.has(target)) headers.set(target, sent);
        break;
      }
      case 'matching':
        for (const name of Object.keys(client)) {
          const value = allowed(name) && rule.pattern.test(name) ? valueOf(client, name) : undefined;
          if (value !== undefined) headers.set(name, value);
        }
        break;
    }
  }
  return Object.fromEntries(headers);
}

/** A client may declare further headers to be for this hop only. */
function namedByConnection(client: IncomingHttpHeaders): ReadonlySet<string> {
  if (!client.connection) return NONE;
  return new Set(client.connection.split(',').map((name) => name.trim().toLowerCase()));
}

const NONE: ReadonlySet<string> = new Set();

function valueOf(client: IncomingHttpHeaders, name: string): string | undefined {
  if (!Object.hasOwn(client, name)) return undefined;
  const value = client[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
