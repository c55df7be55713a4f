import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ask } from '../support/gateway/gateway-client.js';
import { startShop, type Shop } from '../support/gateway/shop.js';
import { until } from '../support/gateway/until.js';

const root = join(import.meta.dirname, '../..');

/** Prints the packages that are loaded with a module. */
const LIST_PACKAGES = `
import { registerHooks } from 'node:module';
const packages = new Set();
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const [, name] = /node_modules\\/((?:@[^/]+\\/)?[^/]+)\\//.exec(resolved.url) ?? [];
    if (name) packages.add(name);
    return resolved;
  },
});
await import('@kontor/gateway/drop-in');
console.log(JSON.stringify([...packages]));
`;

describe('the package with KontorGateway', () => {
  let folder: string;
  let shop: Shop;
  let child: ChildProcess | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontor-drop-in-'));
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
    shop = await startShop();
  });
  afterAll(async () => {
    child?.kill('SIGKILL');
    await shop.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('loads no HTTP server, and neither the stock gateway nor the planner', async () => {
    await writeFile(join(folder, 'packages.mjs'), LIST_PACKAGES);
    const { stdout } = await promisify(execFile)(process.execPath, ['packages.mjs'], { cwd: folder });
    const packages = JSON.parse(stdout) as string[];
    expect(packages).toContain('graphql');
    expect(
      packages.filter((name) => /^(fastify|pino|@apollo\/(gateway|query-planner|composition))$/.test(name)),
    ).toEqual([]);
  });

  it('runs the server that the document shows', async () => {
    const document = await readFile(join(root, 'docs/drop-in.md'), 'utf8');
    const [, program = ''] = /```js\n([\s\S]*?)```/.exec(document) ?? [];
    await writeFile(join(folder, 'server.mjs'), program);
    await writeFile(join(folder, 'supergraph.graphql'), shop.supergraph);
    child = spawn(process.execPath, ['server.mjs'], { cwd: folder, env: { ...process.env, PORT: '0' } });
    let printed = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (printed += text));
    await until('the server', () => printed.includes('listens at') || child?.exitCode !== null, 30_000);
    const port = /listens at \S+:(\d+)\//.exec(printed)?.[1];
    expect({ port, printed }).toMatchObject({ port: expect.any(String) });

    const answer = await ask(`http://localhost:${port}`, '{ product(id: "1") { name reviews { text } } }', {
      headers: { authorization: 'Bearer of news' },
    });
    expect(answer.body).toEqual({
      data: { product: { name: 'Product 1', reviews: [{ text: 'Review of 1' }] } },
    });
    expect(shop.products.received.at(-1)?.headers.authorization).toBe('Bearer of news');

    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  });
});
