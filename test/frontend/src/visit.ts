/** One visit to the shop, from the catalogue to a cancelled order; the same for each client. */
export type Visitor = (shop: ShopAddress) => Promise<Visit>;

export interface ShopAddress {
  readonly url: string;
  /** Where nobody listens. */
  readonly closedUrl: string;
  readonly fetch: typeof fetch;
  /** New for each visit. */
  readonly handle: string;
  /** What to search for. */
  readonly text: string;
}

export interface Visit {
  readonly catalogue: Catalogue;
  readonly finds: Finds;
  readonly purchase: Purchase;
  readonly failures: Failures;
}

export interface Catalogue {
  /** Ids of the list after the first page, and after the second: the cache makes one list of both. */
  readonly lists: readonly (readonly string[])[];
  /** A product that can be bought, and of which there are fewer than `TOO_MANY`. */
  readonly productId: string;
}

export interface Finds {
  /** What the search found: members of a union. */
  readonly types: readonly string[];
  /** A product's pictures and films, answered by the cache alone through a fragment on their interface. */
  readonly media: readonly { readonly type: string; readonly url: string }[];
  readonly filmSeconds: number;
}

export interface Purchase {
  /** What can be ordered of the product: before, after the order, and after it was cancelled. */
  readonly stock: readonly number[];
  readonly order: { readonly number: string; readonly status: string; readonly totalMinor: number };
  /** The customer's orders as a query saw them that was open all the time: one list per change. */
  readonly ordersSeen: readonly (readonly string[])[];
}

/** What the client's own error type says of each. */
export interface Failures {
  /** Of an order of more than there is. */
  readonly refused: { readonly code: unknown; readonly message: string };
  /** Of a query with a field that does not exist. */
  readonly invalid: { readonly code: unknown; readonly message: string };
  /** Of a gateway that is not there. */
  readonly unreachable: string;
}

export const PAGE = 20;
export const QUANTITY = 2;
/** As many of one product as an order may have; more would be INPUT_INVALID. */
export const TOO_MANY = 100;

export const buyable = <T extends { availableQuantity: number }>(products: readonly T[]): T => {
  const found = products.find(
    ({ availableQuantity }) => availableQuantity >= QUANTITY && availableQuantity < TOO_MANY,
  );
  if (!found) throw new Error('no product of which there are some, but not many');
  return found;
};

/** Waits until `look` gives something: caches tell their watchers in their own time. */
export async function seen<T>(what: string, look: () => T | undefined): Promise<T> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`never seen: ${what}`);
}
