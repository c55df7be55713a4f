import type { Actor, Caller } from '@kontor/protocol';
import { apiKeyCreated } from '../domain/audit.js';
import { decideApiKey, type KeyWish } from '../domain/decide-api-key.js';
import { denyUnless, isInside } from '../domain/permit.js';
import type { ApiKeyRecord, MemberRecord } from '../domain/records.js';
import { isRefused, refuse, type Refused } from '../domain/result.js';
import type { Services } from '../services.js';
import type { Repositories } from '../store/identity-store.js';
import { createMachine, record, storeNewKey } from './new-records.js';

export interface CreateApiKeyInput extends KeyWish {
  /** Null: the caller's own. */
  readonly organisationId: string | null;
  /** Null: a new machine of the key's name. */
  readonly memberId: string | null;
  readonly dryRun: boolean;
}

export type CreateApiKeyResult =
  Refused | { kind: 'valid' } | { kind: 'created'; apiKey: ApiKeyRecord; secret: string };

export async function createApiKey(
  services: Services,
  actor: Caller,
  input: CreateApiKeyInput,
): Promise<CreateApiKeyResult> {
  const organisationId = input.organisationId ?? actor.organisationId;
  if (organisationId === null)
    return refuse('INPUT_INVALID', 'organisationId: the key of this request belongs to none, so name one.');
  const denied =
    (isInside(actor, organisationId) ? undefined : noOrganisation()) ??
    denyUnless(actor, 'api-key:manage', organisationId);
  if (denied) return denied;

  return services.store.serially(async (repositories) => {
    const facts = await loadFacts(repositories, actor, organisationId, input.memberId);
    if (isRefused(facts)) return facts;
    const grant = decideApiKey(input, { actor, now: services.now(), ...facts });
    if (grant.kind === 'refused') return grant;
    if (input.dryRun) return { kind: 'valid' };
    const { permissions, graphs, expiresAt } = grant;
    const { apiKey, issued } = await storeNewKey(services, repositories, {
      organisationId,
      actorId:
        facts.member?.actorId ?? (await createMachine(services, repositories, organisationId, input.name)),
      name: input.name,
      permissions,
      graphs,
      expiresAt,
      createdById: actor.id,
    });
    await record(services, repositories, apiKeyCreated(actor, apiKey));
    return { kind: 'created', apiKey, secret: issued.secret };
  });
}

interface Facts {
  kind: 'facts';
  member: MemberRecord | null;
  callerExpiresAt: Date | null;
}

async function loadFacts(
  { organisations, members, apiKeys }: Repositories,
  actor: Actor,
  organisationId: string,
  memberId: string | null,
): Promise<Facts | Refused> {
  const [organisation] = await organisations.findMany([organisationId]);
  if (!organisation) return noOrganisation();
  const [member] = memberId === null ? [] : await members.findMany([memberId]);
  if (memberId !== null && (member?.organisationId !== organisationId || member.removedAt !== null))
    return refuse('MEMBER_NOT_FOUND', 'There is no member with this id in the organisation.');
  const [ownKey] = actor.keyId === null ? [] : await apiKeys.findMany([actor.keyId]);
  return { kind: 'facts', member: member ?? null, callerExpiresAt: ownKey?.expiresAt ?? null };
}

const noOrganisation = (): Refused =>
  refuse('ORGANISATION_NOT_FOUND', 'There is no organisation with this id.');
