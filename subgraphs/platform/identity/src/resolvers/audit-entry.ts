import type { AuditEntryResolvers } from '../generated/resolver-types.js';

export const AuditEntry: AuditEntryResolvers = {
  occurredAt: ({ occurredAt }) => occurredAt.toISOString(),
  changes: ({ changes }) => [...changes],
  reasonCodes: ({ reasonCodes }) => [...reasonCodes],
};
