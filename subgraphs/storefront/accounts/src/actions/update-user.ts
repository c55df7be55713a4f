import { codedError } from '@kontor/subgraph';
import type { Context } from '../context.js';
import { findProfileProblem, normalizeProfile, type ProfileInput } from '../domain/profile-rules.js';
import type { User } from '../domain/user.js';
import { takenError } from './taken-error.js';

/** Changes what is given. Throws INPUT_INVALID, USER_NOT_FOUND, EMAIL_TAKEN. */
export async function updateUser(
  { users }: Context,
  { id, ...given }: ProfileInput & { id: string },
): Promise<User> {
  const profile = normalizeProfile(given);
  const problem = findProfileProblem(profile);
  if (problem) throw codedError('INPUT_INVALID', problem);

  const result = await users.update(id, profile);
  if (!result) throw codedError('USER_NOT_FOUND', `There is no user "${id}".`);
  if (result.kind === 'taken') throw takenError(result.column);
  return result.user;
}
