import type { Actor } from '@kontor/protocol';
import { decideRemoval } from '../domain/decide-member.js';
import type { Services } from '../services.js';
import { findManagedMember, type MemberResult } from './change-member-role.js';

export interface RemoveMemberInput {
  readonly memberId: string;
  readonly dryRun: boolean;
}

/** Its keys of this organisation stop with it. */
export function removeMember(
  { store, now }: Services,
  actor: Actor,
  { memberId, dryRun }: RemoveMemberInput,
): Promise<MemberResult> {
  return store.serially(async (repositories) => {
    const member = await findManagedMember(repositories, actor, memberId);
    if ('kind' in member) return member;
    const owners = await repositories.members.countOwners(member.organisationId);
    const decision = decideRemoval(actor, member, owners);
    if (decision.kind === 'refused') return decision;
    if (dryRun) return { kind: 'done', member };
    await repositories.apiKeys.revokeOfActor(member.organisationId, member.actorId, now());
    return { kind: 'done', member: await repositories.members.remove(memberId, now()) };
  });
}
