import { paginate, type Connection, type PageArguments } from '@kontor/subgraph';
import type { Context } from '../context.js';
import type { SprocketRow } from '../store/{{item}}-store.js';

/** All of them, latest first. Throws INPUT_INVALID and CURSOR_INVALID. */
export const listSprockets = ({ store }: Context, page: PageArguments): Promise<Connection<SprocketRow>> =>
  paginate(page, {
    // The last of the values is unique: a page begins exactly where the one before ended.
    cursor: { shape: ['date', 'string'], of: ({ createdAt, id }) => [createdAt, id] },
    load: store.list,
    count: store.count,
  });
