import { actorMay, type Actor, type Permission } from '@kontor/protocol';
import { refuse, type Refused } from './result.js';

/** Undefined when the actor may; a graph-scoped key may nothing organisation-wide. */
export function denyUnless(
  actor: Actor,
  permission: Permission,
  organisationId: string,
): Refused | undefined {
  if (actorMay(actor, permission, { organisationId })) return undefined;
  return refuse(
    'PERMISSION_DENIED',
    `This needs ${permission} in the organisation, which the key of this request lacks.`,
  );
}

/** Does the actor belong there at all? If not, what it asks for does not exist as far as it can tell. */
export const isInside = (actor: Actor, organisationId: string): boolean =>
  actor.kind === 'SYSTEM' || actor.organisationId === organisationId;
