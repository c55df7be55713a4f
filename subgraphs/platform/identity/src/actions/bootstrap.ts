import { SYSTEM_CALLER, type Credentials } from '@kontor/protocol';
import { isUniqueViolation } from '@kontor/subgraph';
import { apiKeyCreated, apiKeyRevoked, organisationCreated } from '../domain/audit.js';
import {
  BOOTSTRAP_KEYS,
  FIRST_ORGANISATION_NAME,
  FIRST_ORGANISATION_SLUG,
  FIRST_OWNER_NAME,
  type BootstrapKeyName,
} from '../domain/bootstrap-keys.js';
import type { Services } from '../services.js';
import type { Repositories } from '../store/identity-store.js';
import { createMachine, foundOrganisation, record, storeNewKey } from './new-records.js';

/** The secrets of the credentials file; nobody can read them a second time. */
export type BootstrapSecrets = Pick<Credentials, 'adminKey' | 'launcherKey' | 'gatewayKey'>;

/**
 * Creates the first organisation, its owner and the three keys of the credentials file. Undefined when an earlier start,
 * or another one at this very moment, has done it.
 */
export async function bootstrap(services: Services): Promise<BootstrapSecrets | undefined> {
  try {
    return await services.store.serially(async (repositories) => {
      if (await repositories.organisations.findBySlug(FIRST_ORGANISATION_SLUG)) return undefined;
      const { organisation, ownerId } = await foundOrganisation(services, repositories, {
        slug: FIRST_ORGANISATION_SLUG,
        name: FIRST_ORGANISATION_NAME,
        owner: { name: FIRST_OWNER_NAME },
      });
      await record(services, repositories, organisationCreated(SYSTEM_CALLER, organisation));
      return issueAll(services, repositories, {
        organisationId: organisation.id,
        ownerId,
        holders: new Map(),
      });
    });
  } catch (error) {
    if (isUniqueViolation(error, 'slug')) return undefined;
    throw error;
  }
}

/**
 * For a lost credentials file: revokes the keys of the first start (and of earlier reissues) and makes new ones for the
 * same three holders. Undefined before the first start.
 */
export function reissueBootstrapKeys(services: Services): Promise<BootstrapSecrets | undefined> {
  return services.store.serially(async (repositories) => {
    const organisation = await repositories.organisations.findBySlug(FIRST_ORGANISATION_SLUG);
    if (!organisation) return undefined;
    const earlier = await repositories.apiKeys.findBootstrap(organisation.id);
    const holders = new Map(earlier.map(({ name, actorId }) => [name, actorId]));
    for (const key of earlier.filter(({ revokedAt }) => revokedAt === null))
      await record(services, repositories, apiKeyRevoked(SYSTEM_CALLER, key));
    await repositories.apiKeys.revokeBootstrap(organisation.id, services.now());
    const owner = await repositories.members.findFirstOwner(organisation.id);
    if (!owner) throw new Error('the first organisation has no owner, which the last-owner rule forbids');
    return issueAll(services, repositories, {
      organisationId: organisation.id,
      ownerId: owner.actorId,
      holders,
    });
  });
}

interface Holders {
  organisationId: string;
  ownerId: string;
  /** Machines of an earlier issue, by the name of their key. */
  holders: ReadonlyMap<string, string>;
}

async function issueAll(
  services: Services,
  repositories: Repositories,
  holders: Holders,
): Promise<BootstrapSecrets> {
  // One after the other: a transaction has one connection.
  const adminKey = await issueOne(services, repositories, holders, 'admin');
  const launcherKey = await issueOne(services, repositories, holders, 'launcher');
  const gatewayKey = await issueOne(services, repositories, holders, 'gateway');
  return { adminKey, launcherKey, gatewayKey };
}

async function issueOne(
  services: Services,
  repositories: Repositories,
  { organisationId, ownerId, holders }: Holders,
  keyName: BootstrapKeyName,
): Promise<string> {
  const { name, speaksFor, permissions } = BOOTSTRAP_KEYS[keyName];
  const actorId =
    speaksFor === 'owner'
      ? ownerId
      : (holders.get(name) ?? (await createMachine(services, repositories, organisationId, name)));
  const { apiKey, issued } = await storeNewKey(services, repositories, {
    organisationId,
    actorId,
    name,
    permissions,
    bootstrap: true,
    createdById: SYSTEM_CALLER.id,
  });
  await record(services, repositories, apiKeyCreated(SYSTEM_CALLER, apiKey));
  return issued.secret;
}
