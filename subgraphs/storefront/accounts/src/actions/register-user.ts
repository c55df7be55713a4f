import { codedError } from '@kontor/subgraph';
import type { Context } from '../context.js';
import { findHandleProblem, findProfileProblem, normalizeProfile } from '../domain/profile-rules.js';
import type { Profile, User } from '../domain/user.js';
import { takenError } from './taken-error.js';

/** Registers a user. Throws INPUT_INVALID, HANDLE_TAKEN, EMAIL_TAKEN. */
export async function registerUser(
  { users, now, newId }: Context,
  { handle, ...given }: Profile & { handle: string },
): Promise<User> {
  const profile = { ...given, ...normalizeProfile(given) };
  const problem = findHandleProblem(handle) ?? findProfileProblem(profile);
  if (problem) throw codedError('INPUT_INVALID', problem);

  const result = await users.create({ ...profile, id: newId(), handle, tier: 'BASIC', registeredAt: now() });
  if (result.kind === 'taken') throw takenError(result.column);
  return result.user;
}
