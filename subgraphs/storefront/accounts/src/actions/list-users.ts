import { codedError, paginate, type Connection, type PageArguments } from '@kontor/subgraph';
import type { Context } from '../context.js';
import { readSearchTerms, SEARCH_LENGTH_MAX } from '../domain/search-terms.js';
import type { User } from '../domain/user.js';

/** A page of users, all or those that match. Throws INPUT_INVALID and CURSOR_INVALID. */
export async function listUsers(
  { users }: Context,
  { search, ...page }: PageArguments & { search?: string | null | undefined },
): Promise<Connection<User>> {
  if (search != null && search.length > SEARCH_LENGTH_MAX)
    throw codedError('INPUT_INVALID', `search must have at most ${SEARCH_LENGTH_MAX} characters.`);
  const terms = readSearchTerms(search ?? '');
  const isSearch = terms.length > 0;
  return paginate(page, {
    cursor: { shape: ['string', 'string'], of: ({ name, id }) => [name, id] },
    load: (wanted) => (isSearch ? users.find({ terms, ...wanted }) : users.list(wanted)),
    count: () => (isSearch ? users.countFound(terms) : users.count()),
  });
}
