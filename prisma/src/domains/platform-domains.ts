import path from 'node:path';
import type { DomainId } from '@kontor/protocol';

/** A domain and its migrations, which travel with the code that uses its tables. */
export interface Domain {
  id: DomainId;
  /** Absolute path of `migrations/`. */
  migrationsDir: string;
}

const packageFolder = path.resolve(import.meta.dirname, '../..');

/** `migrations/` of a domain that this package carries, by its name. */
export const migrationsFolder = ({ graph, domain }: DomainId): string =>
  path.join(packageFolder, graph, domain, 'migrations');

/** The platform's own; those of a team's graph are named in its kontor.yaml. */
export const PLATFORM_DOMAINS: readonly Domain[] = ['identity', 'registry'].map((domain) => {
  const id = { graph: 'platform', domain };
  return { id, migrationsDir: migrationsFolder(id) };
});
