import { world } from './world.ts';

/** The root fields, by subgraph; a function takes the arguments of its field. */
export const accountsRoot = {
  me: world.users[0] ?? null,
  user: ({ id }: { id: string }) => world.users.find((user) => user.id === id) ?? null,
  users: world.users,
};

export const productsRoot = {
  topProducts: ({ first }: { first: number }) => world.products.slice(0, first),
  catalogue: ({ first }: { first: number }) => world.catalogue.slice(0, first),
};
