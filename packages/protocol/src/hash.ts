import { createHash } from 'node:crypto';

/** Content hash of an artifact or schema: `sha256-<hex>` over its UTF-8 bytes. */
export const artifactHash = (text: string): string =>
  `sha256-${createHash('sha256').update(text).digest('hex')}`;
