import type { Actor, Caller, Role } from '@kontor/protocol';
import { memberRoleChanged } from '../domain/audit.js';
import { decideRoleChange } from '../domain/decide-member.js';
import { denyUnless, isInside } from '../domain/permit.js';
import type { MemberRecord } from '../domain/records.js';
import { refuse, type Refused } from '../domain/result.js';
import type { Services } from '../services.js';
import type { Repositories } from '../store/identity-store.js';
import { record } from './new-records.js';

export interface ChangeMemberRoleInput {
  readonly memberId: string;
  readonly role: Role;
  readonly dryRun: boolean;
}

export type MemberResult = Refused | { kind: 'done'; member: MemberRecord };

export function changeMemberRole(
  services: Services,
  actor: Caller,
  { memberId, role, dryRun }: ChangeMemberRoleInput,
): Promise<MemberResult> {
  return services.store.serially(async (repositories) => {
    const member = await findManagedMember(repositories, actor, memberId);
    if ('kind' in member) return member;
    const owners = await repositories.members.countOwners(member.organisationId);
    const decision = decideRoleChange(actor, member, role, owners);
    switch (decision.kind) {
      case 'refused':
        return decision;
      case 'unchanged':
        return { kind: 'done', member };
      case 'change':
        if (dryRun) return { kind: 'done', member };
        await record(
          services,
          repositories,
          memberRoleChanged(actor, member, await nameOf(repositories, member), role),
        );
        return { kind: 'done', member: await repositories.members.changeRole(memberId, role) };
    }
  });
}

export async function nameOf({ actors }: Repositories, { actorId }: MemberRecord): Promise<string> {
  const [person] = await actors.findMany([actorId]);
  if (!person) throw new Error(`actor ${actorId} of a member is missing`);
  return person.name;
}

/** An active member that the actor may manage; to outsiders it does not exist. */
export async function findManagedMember(
  { members }: Repositories,
  actor: Actor,
  memberId: string,
): Promise<MemberRecord | Refused> {
  const [member] = await members.findMany([memberId]);
  if (!member || member.removedAt !== null || !isInside(actor, member.organisationId))
    return refuse('MEMBER_NOT_FOUND', 'There is no member with this id.');
  return denyUnless(actor, 'member:manage', member.organisationId) ?? member;
}
