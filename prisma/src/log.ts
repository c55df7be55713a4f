/** What this package tells its caller; every pino logger is one. */
export interface DatabaseLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

export const SILENT: DatabaseLog = { info: () => {}, warn: () => {} };
