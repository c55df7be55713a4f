import type { Caller, Role } from '@kontor/protocol';
import { memberAdded } from '../domain/audit.js';
import { refuseRoleBeyond } from '../domain/decide-member.js';
import { refuseEmail, refuseName } from '../domain/names.js';
import { denyUnless, isInside } from '../domain/permit.js';
import type { MemberRecord } from '../domain/records.js';
import { refuse, type Refused } from '../domain/result.js';
import type { Services } from '../services.js';
import { isEmailViolation } from '../store/members.js';
import { record } from './new-records.js';

export interface AddMemberInput {
  readonly organisationId: string;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
  readonly dryRun: boolean;
}

export type AddMemberResult = Refused | { kind: 'valid' } | { kind: 'added'; member: MemberRecord };

export async function addMember(
  services: Services,
  actor: Caller,
  input: AddMemberInput,
): Promise<AddMemberResult> {
  const { organisationId, name, email, role } = input;
  const refused =
    (isInside(actor, organisationId) ? undefined : noOrganisation()) ??
    denyUnless(actor, 'member:manage', organisationId) ??
    refuseName(name) ??
    refuseEmail(email) ??
    refuseRoleBeyond(actor, role);
  if (refused) return refused;
  try {
    return await services.store.serially(async (repositories) => {
      const { organisations, members, actors } = repositories;
      const [organisation] = await organisations.findMany([organisationId]);
      if (!organisation) return noOrganisation();
      if (email !== null && (await members.isEmailTaken(organisationId, email))) return emailTaken();
      if (input.dryRun) return { kind: 'valid' };
      const place = { organisationId, createdAt: services.now() };
      const person = await actors.create({ id: services.newId(), kind: 'PERSON', name, ...place });
      const member = await members.create({
        id: services.newId(),
        actorId: person.id,
        role,
        email,
        ...place,
      });
      await record(services, repositories, memberAdded(actor, member, name));
      return { kind: 'added', member };
    });
  } catch (error) {
    if (isEmailViolation(error)) return emailTaken();
    throw error;
  }
}

const noOrganisation = (): Refused =>
  refuse('ORGANISATION_NOT_FOUND', 'There is no organisation with this id.');
const emailTaken = (): Refused =>
  refuse('MEMBER_EMAIL_TAKEN', 'A member of the organisation has this e-mail address already.');
