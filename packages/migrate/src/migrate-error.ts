/** What the author of a migration can mend; `code` is one of Kontor's public codes. */
export class MigrateError extends Error {
  readonly code: 'MIGRATION_NAME_INVALID' | 'MIGRATION_NOT_COMPARABLE';

  constructor(code: MigrateError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MigrateError';
    this.code = code;
  }
}
