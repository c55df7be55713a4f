import { readFile } from 'node:fs/promises';
import { BUILT_IN_BASE_URL, BUILT_IN_SUPERGRAPH_FILE } from './subgraphs.js';

const file = new URL(`../${BUILT_IN_SUPERGRAPH_FILE}`, import.meta.url);

/** The platform's supergraph as it was composed at build time, routed to the subgraphs that `baseUrl` serves. */
export async function readBuiltInSupergraph(baseUrl: string): Promise<string> {
  return routeTo(await readFile(file, 'utf8'), baseUrl);
}

/** The address is data of this process, but it ends up within a GraphQL string. */
export const routeTo = (sdl: string, baseUrl: string): string =>
  sdl.replaceAll(BUILT_IN_BASE_URL, () => JSON.stringify(baseUrl.replace(/\/+$/, '')).slice(1, -1));
