import path from 'node:path';
import type { DomainId } from '@kontor/protocol';

/** A domain and its migrations, which travel with the code that uses its tables. */
export interface Domain {
  id: DomainId;
  /** Absolute path of `migrations/`. */
  migrationsDir: string;
}

const packageFolder = path.resolve(import.meta.dirname, '../..');

const platformDomain = (domain: string): Domain => ({
  id: { graph: 'platform', domain },
  migrationsDir: path.join(packageFolder, 'platform', domain, 'migrations'),
});

/** The platform's own; those of a team's graph are named in its kontor.yaml. */
export const PLATFORM_DOMAINS: readonly Domain[] = [platformDomain('identity'), platformDomain('registry')];
