/** A domain's tables: one database per subgraph, e.g. storefront/products in `kontor_storefront_products`. */
export interface DomainId {
  graph: string;
  domain: string;
}

export const DEFAULT_DATABASE_PREFIX = 'kontor';

export const databaseName = ({ graph, domain }: DomainId, prefix: string = DEFAULT_DATABASE_PREFIX): string =>
  `${prefix}_${graph}_${domain}`.replaceAll('-', '_');

/** `STOREFRONT_PRODUCTS_DATABASE_URL` */
export const databaseUrlVariable = ({ graph, domain }: DomainId): string =>
  `${graph}_${domain}_DATABASE_URL`.replaceAll('-', '_').toUpperCase();

/**
 * Where a domain's database is: its own variable first, else `DATABASE_URL` with the database's name replaced by
 * {@link databaseName} (prefix from `KONTOR_DATABASE_PREFIX`). Undefined when neither is set.
 * Throws a TypeError when the variable holds no URL.
 */
export function databaseUrlFor(
  id: DomainId,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const own = env[databaseUrlVariable(id)];
  if (own) return own;
  const server = env['DATABASE_URL'];
  if (!server) return undefined;
  const url = new URL(server);
  url.pathname = `/${databaseName(id, env['KONTOR_DATABASE_PREFIX'] ?? DEFAULT_DATABASE_PREFIX)}`;
  return url.href;
}
