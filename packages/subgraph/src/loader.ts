import DataLoader from 'dataloader';

/** Loads by key, one batch per tick; the same key is asked for once. Make new ones for every request. */
export interface Loader<K, V> {
  load(key: K): Promise<V>;
  loadMany(keys: readonly K[]): Promise<V[]>;
  /** Forget a key after writing it. */
  clear(key: K): void;
  /** Remember a value that another query brought along. */
  prime(key: K, value: V): void;
}

export interface LoaderOptions<K> {
  /** Keys per batch, at most; more make several batches. */
  batchSizeMax?: number;
  /** What makes two keys the same; needed when keys are objects. */
  cacheKeyOf?: (key: K) => string;
}

export const LOADER_BATCH_SIZE_MAX = 1_000;

/**
 * One value per key: `batch` may return the values in any order and leave some out; those are null.
 *
 *     const products = createLoader((ids) => prisma.product.findMany({ where: { id: { in: [...ids] } } }), (product) => product.id);
 */
export function createLoader<K, V>(
  batch: (keys: readonly K[]) => Promise<readonly V[]>,
  keyOf: (value: V) => K,
  options: LoaderOptions<K> = {},
): Loader<K, V | null> {
  const identity = identityOf(options);
  return loaderFrom(options, async (keys) => {
    const byKey = new Map((await batch(keys)).map((value) => [identity(keyOf(value)), value]));
    return keys.map((key) => byKey.get(identity(key)) ?? null);
  });
}

/** Many values per key, in the order in which `batch` returns them; none is an empty list. */
export function createListLoader<K, V>(
  batch: (keys: readonly K[]) => Promise<readonly V[]>,
  keyOf: (value: V) => K,
  options: LoaderOptions<K> = {},
): Loader<K, readonly V[]> {
  const identity = identityOf(options);
  return loaderFrom(options, async (keys) => {
    const byKey = Map.groupBy(await batch(keys), (value) => identity(keyOf(value)));
    return keys.map((key) => byKey.get(identity(key)) ?? []);
  });
}

const identityOf =
  <K>({ cacheKeyOf }: LoaderOptions<K>) =>
  (key: K): unknown =>
    cacheKeyOf ? cacheKeyOf(key) : key;

function loaderFrom<K, V>(
  options: LoaderOptions<K>,
  batch: (keys: readonly K[]) => Promise<V[]>,
): Loader<K, V> {
  const loader = new DataLoader<K, V, unknown>(batch, {
    maxBatchSize: options.batchSizeMax ?? LOADER_BATCH_SIZE_MAX,
    cacheKeyFn: identityOf(options),
  });
  return {
    load: (key) => loader.load(key),
    loadMany: (keys) => Promise.all(keys.map((key) => loader.load(key))),
    clear: (key) => void loader.clear(key),
    prime: (key, value) => void loader.prime(key, value),
  };
}
