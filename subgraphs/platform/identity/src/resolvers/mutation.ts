import { addMember } from '../actions/add-member.js';
import { changeMemberRole } from '../actions/change-member-role.js';
import { createApiKey } from '../actions/create-api-key.js';
import { createOrganisation } from '../actions/create-organisation.js';
import { removeMember } from '../actions/remove-member.js';
import { revokeApiKey } from '../actions/revoke-api-key.js';
import type { MutationResolvers } from '../generated/resolver-types.js';
import { fromNames } from './permissions.js';
import { unwrap } from './refusals.js';

export const Mutation: MutationResolvers = {
  createOrganisation: async (_parent, { input }, { actor, services }) => {
    const result = unwrap(await createOrganisation(services, actor, withDryRun(input)));
    return result.kind === 'created' ? result : {};
  },

  addMember: async (_parent, { input }, { actor, services }) => {
    const result = unwrap(
      await addMember(services, actor, { ...withDryRun(input), email: input.email ?? null }),
    );
    return result.kind === 'added' ? result : {};
  },

  changeMemberRole: async (_parent, { input }, { actor, services }) =>
    unwrap(await changeMemberRole(services, actor, withDryRun(input))),

  removeMember: async (_parent, { input }, { actor, services }) =>
    unwrap(await removeMember(services, actor, withDryRun(input))),

  createApiKey: async (_parent, { input }, { actor, services }) => {
    const result = unwrap(
      await createApiKey(services, actor, {
        organisationId: input.organisationId ?? null,
        memberId: input.memberId ?? null,
        name: input.name,
        role: input.role ?? null,
        permissions: input.permissions ? fromNames(input.permissions) : null,
        graphs: input.graphs ?? null,
        expiresAt: input.expiresAt ?? null,
        dryRun: input.dryRun ?? false,
      }),
    );
    return result.kind === 'created' ? result : {};
  },

  revokeApiKey: async (_parent, { input }, { actor, services }) =>
    unwrap(await revokeApiKey(services, actor, withDryRun(input))),
};

/** The schema's default has filled it in; only its type does not say so. */
const withDryRun = <T extends { dryRun?: boolean }>(input: T): T & { dryRun: boolean } => ({
  ...input,
  dryRun: input.dryRun ?? false,
});
