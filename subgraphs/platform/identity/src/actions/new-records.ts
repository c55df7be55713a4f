import { issueSecret, type IssuedSecret } from '../domain/api-key-secret.js';
import type { ApiKeyRecord, OrganisationRecord } from '../domain/records.js';
import { ROLES, type NewAuditEntry, type Permission } from '@kontor/protocol';
import type { Services } from '../services.js';
import type { Repositories } from '../store/identity-store.js';

/** In the transaction of the change. */
export const record = (
  { newId, now }: Services,
  { audit }: Repositories,
  entry: NewAuditEntry,
): Promise<void> => audit.record(entry, { id: newId(), occurredAt: now() });

export interface Foundation {
  organisation: OrganisationRecord;
  ownerId: string;
}

/** An organisation with its first owner: an actor that exists, or a new person of this name. */
export async function foundOrganisation(
  { now, newId }: Services,
  repositories: Repositories,
  { slug, name, owner }: { slug: string; name: string; owner: { actorId: string } | { name: string } },
): Promise<Foundation> {
  const createdAt = now();
  const organisation = await repositories.organisations.create({ id: newId(), slug, name, createdAt });
  const place = { organisationId: organisation.id, createdAt };
  const ownerId =
    'actorId' in owner
      ? owner.actorId
      : (await repositories.actors.create({ id: newId(), kind: 'PERSON', name: owner.name, ...place })).id;
  await repositories.members.create({ id: newId(), actorId: ownerId, role: 'OWNER', email: null, ...place });
  return { organisation, ownerId };
}

export interface NewKey {
  organisationId: string;
  actorId: string;
  name: string;
  permissions?: readonly Permission[];
  graphs?: readonly string[] | null;
  expiresAt?: Date | null;
  bootstrap?: boolean;
  createdById: string;
}

/** Issues a secret and stores its hash; the answer holds the only copy of the secret. Default: every permission. */
export async function storeNewKey(
  { now, random }: Services,
  repositories: Repositories,
  { permissions = ROLES.OWNER, graphs = null, expiresAt = null, ...key }: NewKey,
): Promise<{ apiKey: ApiKeyRecord; issued: IssuedSecret }> {
  const issued = issueSecret(random);
  const { id, hash } = issued;
  const apiKey = await repositories.apiKeys.create({
    ...key,
    id,
    hash,
    permissions,
    graphs,
    expiresAt,
    createdAt: now(),
  });
  return { apiKey, issued };
}

/** A program that asks by its key alone; returns its actor id. */
export async function createMachine(
  { newId, now }: Services,
  { actors }: Repositories,
  organisationId: string,
  name: string,
): Promise<string> {
  return (await actors.create({ id: newId(), kind: 'MACHINE', name, organisationId, createdAt: now() })).id;
}
