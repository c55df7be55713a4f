import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';

/** Written by `tools/build-graphiql.ts` at build time: `index.html` and one folder of assets named by their content. */
const BUILT_PAGE = fileURLToPath(new URL('../graphiql/', import.meta.url));

export interface GraphiqlOptions {
  /** Where the page is. */
  path: string;
  /** Where the page finds GraphQL. */
  graphqlPath: string;
  /** Instead of the built page, for tests. */
  folder?: string;
}

const CONTENT_TYPES = new Map([
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.ttf', 'font/ttf'],
  ['.woff2', 'font/woff2'],
  ['.svg', 'image/svg+xml'],
]);

/**
 * Nothing from elsewhere, nothing inline but styles (the editor writes some) and fonts, no frames. Only this origin is asked.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
};

/** GraphiQL, served from this process alone. Programs that do not ask for HTML are not answered with a page. */
export async function graphiqlPage(
  app: FastifyInstance,
  { path, graphqlPath, folder = BUILT_PAGE }: GraphiqlOptions,
): Promise<void> {
  const template = await readFile(join(folder, 'index.html'), 'utf8').catch((error: unknown) => {
    app.log.error({ err: error }, 'GraphiQL was not built; this gateway serves without it');
  });
  if (template === undefined) return;
  const page = template.replace('{{graphqlPath}}', () => escapeAttribute(graphqlPath));
  const assets = await listAssets(folder);

  app.get(path, (request, reply) => {
    if (!/\btext\/html\b/i.test(request.headers.accept ?? '')) return reply.callNotFound();
    return reply.headers(PAGE_HEADERS).type('text/html; charset=utf-8').send(page);
  });
  app.get<{ Params: { version: string; file: string } }>('/graphiql/:version/:file', (request, reply) => {
    const asset = assets.get(`${request.params.version}/${request.params.file}`);
    if (!asset) return reply.callNotFound();
    return reply
      .headers({
        'cache-control': 'public, max-age=31536000, immutable',
        'content-length': asset.bytes,
        'x-content-type-options': 'nosniff',
      })
      .type(asset.contentType)
      .send(createReadStream(asset.file));
  });
}

interface Asset {
  file: string;
  bytes: number;
  contentType: string;
}

/** The only files that are served: a path from a request never meets the file system. */
async function listAssets(folder: string): Promise<Map<string, Asset>> {
  const assets = new Map<string, Asset>();
  for (const entry of await readdir(folder, { recursive: true })) {
    const contentType = CONTENT_TYPES.get(extname(entry));
    if (contentType === undefined) continue;
    const file = join(folder, entry);
    assets.set(entry.replaceAll('\\', '/'), { file, bytes: (await stat(file)).size, contentType });
  }
  return assets;
}

const escapeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
