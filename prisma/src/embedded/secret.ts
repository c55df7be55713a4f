import { createHmac, randomBytes } from 'node:crypto';

/** The role that initdb makes; it may do everything, and only Kontor's launcher uses it. */
export const SUPERUSER = 'kontor';

export const randomSecret = (): string => randomBytes(32).toString('base64url');

/** A role's password is stored nowhere: it follows from the server's secret and the role's name. */
export const rolePassword = (secret: string, role: string): string =>
  createHmac('sha256', secret).update(`role:${role}`).digest('base64url');

/** The URL of a role's database on the embedded server. */
export function embeddedUrl(secret: string, port: number, role: string, database: string): string {
  const url = new URL(`postgresql://127.0.0.1:${port}/`);
  url.username = role;
  url.password = rolePassword(secret, role);
  url.pathname = `/${database}`;
  return url.href;
}
