export interface CacheHint {
  readonly maxAge: number;
  readonly scope?: 'PUBLIC' | 'PRIVATE';
}

/** What a subgraph's `cache-control` allows, read as the stock gateway does: without a max-age nothing may be cached. */
export function readCacheHint(header: string | undefined): CacheHint {
  const directives = new Map<string, string | undefined>();
  for (const part of (header ?? '').split(',')) {
    const [name = '', value] = part.split('=', 2);
    directives.set(name.trim().toLowerCase(), value?.trim().replaceAll('"', ''));
  }
  const maxAge = directives.get('max-age') ?? '';
  const scope = directives.has('public') ? 'PUBLIC' : directives.has('private') ? 'PRIVATE' : undefined;
  const isCacheable = /^\d{1,15}$/.test(maxAge) && !directives.has('no-store');
  return { maxAge: isCacheable ? Number(maxAge) : 0, ...(scope && { scope }) };
}
