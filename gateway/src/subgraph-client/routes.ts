import { isPublicAddress, literalAddressOf } from '@kontor/protocol';

/** A routing URL, read once. */
export interface Route {
  readonly url: URL;
  readonly href: string;
  readonly origin: string;
  readonly path: string;
  /** Its address is written out, and may not be called. */
  readonly isForbidden: boolean;
}

export interface Routes {
  /** Undefined: it is no URL of http or https. */
  of(url: string): Route | undefined;
  keepOnly(origins: ReadonlySet<string>): void;
}

/** For URLs that do not come from a supergraph in service, if any do. */
const ROUTES_MAX = 10_000;

export function createRoutes(mayBePrivate: (origin: string) => boolean): Routes {
  const routes = new Map<string, Route | undefined>();

  function read(text: string): Route | undefined {
    const url = URL.parse(text);
    if (!url || !['http:', 'https:'].includes(url.protocol)) return undefined;
    const { origin } = url;
    // An address that is written out is never looked up.
    const literal = mayBePrivate(origin) ? undefined : literalAddressOf(url);
    const isForbidden = literal !== undefined && !isPublicAddress(literal);
    return { url, href: url.href, origin, path: url.pathname + url.search, isForbidden };
  }

  return {
    of(text) {
      const known = routes.get(text);
      if (known) return known;
      const route = read(text);
      if (routes.size >= ROUTES_MAX) routes.clear();
      routes.set(text, route);
      return route;
    },
    keepOnly(origins) {
      for (const [text, route] of routes) if (!route || !origins.has(route.origin)) routes.delete(text);
    },
  };
}
