import { SYSTEM_ACTOR, type Caller } from '@kontor/protocol';
import { isUniqueViolation } from '@kontor/subgraph';
import { apiKeyCreated, organisationCreated } from '../domain/audit.js';
import { FIRST_OWNER_NAME } from '../domain/bootstrap-keys.js';
import { refuseName, refuseSlug } from '../domain/names.js';
import { denyUnless } from '../domain/permit.js';
import type { ApiKeyRecord, OrganisationRecord } from '../domain/records.js';
import { refuse, type Refused } from '../domain/result.js';
import type { Services } from '../services.js';
import { foundOrganisation, record, storeNewKey } from './new-records.js';

export interface CreateOrganisationInput {
  readonly slug: string;
  readonly name: string;
  readonly dryRun: boolean;
}

export type CreateOrganisationResult =
  | Refused
  | { kind: 'valid' }
  | { kind: 'created'; organisation: OrganisationRecord; apiKey: ApiKeyRecord; secret: string };

/** The caller becomes the first owner; Kontor itself founds it with a new person. */
export async function createOrganisation(
  services: Services,
  actor: Caller,
  input: CreateOrganisationInput,
): Promise<CreateOrganisationResult> {
  const refused =
    denyUnless(actor, 'organisation:create', actor.organisationId ?? '') ??
    refuseSlug(input.slug) ??
    refuseName(input.name);
  if (refused) return refused;
  try {
    return await services.store.serially(async (repositories) => {
      if (await repositories.organisations.findBySlug(input.slug)) return slugTaken(input.slug);
      if (input.dryRun) return { kind: 'valid' };
      const owner = actor.kind === 'SYSTEM' ? { name: FIRST_OWNER_NAME } : { actorId: actor.id };
      const { organisation, ownerId } = await foundOrganisation(services, repositories, { ...input, owner });
      const { apiKey, issued } = await storeNewKey(services, repositories, {
        organisationId: organisation.id,
        actorId: ownerId,
        name: 'first owner',
        createdById: actor.kind === 'SYSTEM' ? SYSTEM_ACTOR.id : actor.id,
      });
      await record(services, repositories, organisationCreated(actor, organisation));
      // Those whose key it was made with see it as well.
      if (actor.organisationId !== null)
        await record(services, repositories, organisationCreated(actor, organisation, actor.organisationId));
      await record(services, repositories, apiKeyCreated(actor, apiKey));
      return { kind: 'created', organisation, apiKey, secret: issued.secret };
    });
  } catch (error) {
    if (isUniqueViolation(error, 'slug')) return slugTaken(input.slug);
    throw error;
  }
}

const slugTaken = (slug: string): Refused =>
  refuse('ORGANISATION_SLUG_TAKEN', `An organisation with the slug "${slug}" exists.`);
