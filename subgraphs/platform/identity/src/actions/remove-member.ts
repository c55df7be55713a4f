import type { Caller } from '@kontor/protocol';
import { apiKeyRevoked, memberRemoved } from '../domain/audit.js';
import { decideRemoval } from '../domain/decide-member.js';
import type { Services } from '../services.js';
import { findManagedMember, type MemberResult, nameOf } from './change-member-role.js';
import { record } from './new-records.js';

export interface RemoveMemberInput {
  readonly memberId: string;
  readonly dryRun: boolean;
}

/** Its keys of this organisation stop with it. */
export function removeMember(
  services: Services,
  actor: Caller,
  { memberId, dryRun }: RemoveMemberInput,
): Promise<MemberResult> {
  return services.store.serially(async (repositories) => {
    const member = await findManagedMember(repositories, actor, memberId);
    if ('kind' in member) return member;
    const owners = await repositories.members.countOwners(member.organisationId);
    const decision = decideRemoval(actor, member, owners);
    if (decision.kind === 'refused') return decision;
    if (dryRun) return { kind: 'done', member };
    const { organisationId, actorId } = member;
    const { apiKeys, members } = repositories;
    for (const key of await apiKeys.findUnrevokedOf(organisationId, actorId))
      await record(services, repositories, apiKeyRevoked(actor, key));
    await apiKeys.revokeOfActor(organisationId, actorId, services.now());
    await record(services, repositories, memberRemoved(actor, member, await nameOf(repositories, member)));
    return { kind: 'done', member: await members.remove(memberId, services.now()) };
  });
}
