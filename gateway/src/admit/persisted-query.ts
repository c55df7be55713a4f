import { createHash } from 'node:crypto';
import type { GraphQLError } from 'graphql';
import { refusal } from '../gateway-error.js';
import { isRecord } from '../is-record.js';

const SHA256_HEX = /^[0-9a-f]{64}$/;

/** What is wrong with `extensions.persistedQuery`; Apollo Server would answer some of it as a failure of its own. */
export function refusePersistedQuery(extensions: unknown, query: unknown): GraphQLError | undefined {
  const persisted = isRecord(extensions) ? extensions['persistedQuery'] : undefined;
  if (persisted === undefined || persisted === null) return undefined;
  if (!isRecord(persisted) || persisted['version'] !== 1)
    return refuse('`extensions.persistedQuery` must be an object with `version: 1`.');
  const hash = persisted['sha256Hash'];
  if (typeof hash !== 'string' || !SHA256_HEX.test(hash))
    return refuse('`sha256Hash` must be the SHA-256 of the document, as 64 lower-case hexadecimal digits.');
  if (typeof query === 'string' && createHash('sha256').update(query).digest('hex') !== hash)
    return refuse('`sha256Hash` is not the SHA-256 of `query`.');
  return undefined;
}

const refuse = (message: string): GraphQLError => refusal('PERSISTED_QUERY_INVALID', message);
