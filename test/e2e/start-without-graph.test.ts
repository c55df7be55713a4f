import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { ask } from '../support/kontor/ask.js';
import { kontor } from '../support/kontor/command.js';
import { choosePlace, type KontorUnderTest, startKontor } from '../support/kontor/start-kontor.js';
import { until } from '../support/kontor/until.js';

const START_AND_STOP_MS = 240_000;

let running: KontorUnderTest;
let folder: string;
let subgraph: Server;
let routingUrl: string;

const publish = () =>
  kontor(
    [
      'subgraph',
      'publish',
      '--name',
      'greetings',
      '--schema',
      'greetings.graphql',
      '--routing-url',
      routingUrl,
    ],
    {
      env: running.env,
      cwd: folder,
    },
  );

beforeAll(async () => {
  const e2eFolder = process.env['KONTOR_E2E_FOLDER'] ?? '';
  folder = join(e2eFolder, 'empty-graph');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'greetings.graphql'), 'type Query { greeting: String! }');
  // Any GraphQL server will do as a subgraph: it answers what this one query asks.
  subgraph = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end('{"data":{"greeting":"hello"}}');
  });
  await new Promise<void>((listening) => subgraph.listen(0, '127.0.0.1', listening));
  routingUrl = `http://127.0.0.1:${(subgraph.address() as { port: number }).port}/graphql`;
  running = await startKontor(await choosePlace(e2eFolder, 'empty-graph-home'), { cwd: folder });
}, START_AND_STOP_MS);

afterAll(async () => {
  await running?.stop();
  subgraph.close();
}, START_AND_STOP_MS);

describe('kontor start in a folder without kontor.yaml', () => {
  it('comes up and says what to do next', () => {
    expect(running.output()).toContain('main@current is empty');
    expect(running.output()).toMatch(/kontor init subgraph[^]+kontor subgraph publish/);
    expect(running.processes().map(({ name }) => name)).toEqual(
      expect.arrayContaining(['gateway', 'platform', 'database']),
    );
  });

  it('answers a code until the first publish', async () => {
    const { status, errors } = await ask(running.graphqlUrl, '{ greeting }');
    expect(status).toBe(503);
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining('kontor subgraph publish') as unknown,
        extensions: { code: 'SUPERGRAPH_NOT_READY' },
      },
    ]);
    const doctor = await kontor(['doctor'], { env: running.env, cwd: folder });
    expect(doctor).toMatchObject({ code: 1, output: expect.stringContaining('nothing to serve') as unknown });
  });

  it('serves the first publish without a restart, and needs no name of the graph for it', async () => {
    expect(await publish()).toMatchObject({ code: 0 });
    const answer = await until('the publish is served', async () => {
      const { status, data } = await ask(running.graphqlUrl, '{ greeting }');
      return status === 200 && data;
    });
    expect(answer).toEqual({ greeting: 'hello' });
  });

  it(
    'serves it again after the next start',
    async () => {
      expect(await running.stop()).toBe(0);
      running = await startKontor(running.place, { cwd: folder });
      expect(running.output()).toMatch(/first answer after/);
      expect((await ask(running.graphqlUrl, '{ greeting }')).data).toEqual({ greeting: 'hello' });
    },
    START_AND_STOP_MS,
  );
});
