/** What `kontor doctor` looked at, as plain data: the JSON form of its answer, and what judge.ts judges. */
export interface Facts {
  versions: { kontor: string; node: string; platform: string };
  home: HomeFacts;
  launcher: LauncherFacts | null;
  processes: ProcessFacts[];
  /** Of all processes together; null when nothing runs. */
  memoryTotal: Memory | null;
  database: DatabaseFacts;
  platform: HealthFacts;
  gateway: HealthFacts;
}

export interface HomeFacts {
  path: string;
  exists: boolean;
  /** `0711`; null when it does not exist. */
  mode: string | null;
  writable: boolean;
  secrets: SecretFileFacts[];
}

export interface SecretFileFacts {
  file: string;
  exists: boolean;
  mode: string | null;
}

export interface LauncherFacts {
  pid: number;
  alive: boolean;
  startedAt: string;
  graph: string | null;
}

export interface Memory {
  /** `pss`: shared pages counted once, divided among their users; `rss` where the system knows no other. */
  kind: 'pss' | 'rss';
  bytes: number;
}

export interface ProcessFacts {
  name: string;
  pid: number;
  port: number | null;
  alive: boolean;
  /** Of it and its descendants that are not listed themselves; null when it could not be told. */
  memory: Memory | null;
}

export type DatabaseFacts =
  | { kind: 'unknown' }
  | { kind: 'unreachable'; code: string; message: string; fix: string }
  | { kind: 'reachable'; where: string; version: string; domains: DomainFacts[] };

export interface DomainFacts {
  /** `storefront/products` */
  domain: string;
  database: string;
  exists: boolean;
  bytes: number | null;
  applied: number;
  /** Names of migrations that are not applied. */
  pending: string[];
  /** Names of migrations that failed and were not resolved. */
  failed: string[];
}

export interface HealthFacts {
  url: string;
  status: 'ready' | 'not ready' | 'draining' | 'unreachable';
  /** As the platform states it; null for others. */
  version: string | null;
  /** What it says about itself. */
  details: unknown;
}

/** Something to mend. */
export interface Finding {
  what: string;
  fix: string;
}
