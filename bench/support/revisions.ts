import { spawn } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ask, root, stopProcess, waitUntil, type RunningKontor } from './kontor.ts';

const PUBLISH = `mutation ($input: PublishSubgraphInput!) {
  publishSubgraph(input: $input) { launch { status problems { code message } } }
}`;

/**
 * A reviews subgraph that a team changes `count` times: a copy of the package whose schema has a new field per
 * revision, running on a port of its own beside the old one.
 */
export async function createRevisions(
  kontor: RunningKontor,
  ref: string,
  { port, count }: { port: number; count: number },
): Promise<{ publishAndWait(): Promise<number>; close(): Promise<void> }> {
  const source = path.join(root, 'subgraphs/storefront/reviews');
  const folder = path.join(kontor.places.home, 'reviews');
  for (const part of ['dist', 'package.json'])
    cpSync(path.join(source, part), path.join(folder, part), { recursive: true });
  const original = readFileSync(path.join(source, 'schema.graphql'), 'utf8');
  const schemaOf = (revision: number) =>
    original.replace(
      /^type Review @.*\{$/m,
      (head) =>
        head +
        Array.from(
          { length: revision },
          (_, at) => `\n  "Of revision ${at + 1}."\n  revision${at + 1}: Int`,
        ).join(''),
    );
  writeFileSync(path.join(folder, 'schema.graphql'), schemaOf(count));

  const child = spawn(process.execPath, [path.join(folder, 'dist/main.js')], {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, PORT: String(port), KONTOR_HOME: kontor.places.home, LOG_LEVEL: 'error' },
  });
  const routingUrl = `http://127.0.0.1:${port}/graphql`;
  await waitUntil(async () => (await ask(routingUrl, '{ __typename }')).status === 200);

  let revision = 0;
  return {
    async publishAndWait() {
      revision += 1;
      const input = { ref, name: 'reviews', sdl: schemaOf(revision), routingUrl };
      const authorization = `Bearer ${kontor.adminKey}`;
      const { body } = await ask(kontor.platformUrl, PUBLISH, { input }, { authorization });
      const acknowledgedAt = performance.now();
      if (!JSON.stringify(body).includes('"COMPLETED"')) throw new Error(`publish: ${JSON.stringify(body)}`);
      const query = `{ reviews(first: 1) { edges { node { id revision${revision} } } } }`;
      await waitUntil(async () => (await ask(kontor.gatewayUrl, query)).body.errors === undefined);
      return performance.now() - acknowledgedAt;
    },
    close: () => stopProcess(child),
  };
}
