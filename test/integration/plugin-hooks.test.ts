import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { startGateway, type GatewayPlugin } from '@kontor/gateway';
import { KontorGateway } from '@kontor/gateway/drop-in';
import { GraphQLError } from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveApollo } from '../support/gateway/apollo-server.js';
import { ask, sendRaw } from '../support/gateway/gateway-client.js';
import { startShop, type Shop } from '../support/gateway/shop.js';
import { writeSupergraphFile, type SupergraphFile } from '../support/gateway/supergraph-file.js';

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
const QUERY = '{ product(id: "1") { name reviews { text } } }';
const IN_PARTS = { accept: 'multipart/mixed;deferSpec=20220824, application/json' };

/** One plugin for both servers: it looks at nothing that they tell differently. */
type AnyPlugin = ApolloServerPlugin<BaseContext> & GatewayPlugin;

type Place = 'kontor gateway' | 'KontorGateway';

/** The rows of the table in the document: what is written there is what is tested. */
const rows = readFileSync(join(import.meta.dirname, '../../docs/plugins.md'), 'utf8')
  .split('\n')
  .map((line) => /^\| `(\w+)` \| (yes|no) \| (yes|no) \|/.exec(line))
  .filter((match) => match !== null)
  .map(([, hook = '', gateway, dropIn]) => ({ hook, gateway: gateway === 'yes', dropIn: dropIn === 'yes' }));

const HOOKS = [
  'serverWillStart',
  'schemaDidLoadOrUpdate',
  'renderLandingPage',
  'drainServer',
  'serverWillStop',
  'startupDidFail',
  'contextCreationDidFail',
  'invalidRequestWasReceived',
  'unexpectedErrorProcessingRequest',
  'requestDidStart',
  'didResolveSource',
  'parsingDidStart',
  'validationDidStart',
  'didResolveOperation',
  'responseForOperation',
  'executionDidStart',
  'willResolveField',
  'executionDidEnd',
  'didEncounterErrors',
  'didEncounterSubsequentErrors',
  'willSendResponse',
  'willSendSubsequentPayload',
];

/** Notes the name of each hook that is called; `fails` where it is to throw. */
function recorder(fails?: string): { plugin: AnyPlugin; fired: Set<string> } {
  const fired = new Set<string>();
  const seen = (hook: string): void => {
    fired.add(hook);
    if (hook === fails) throw new Error(`the plugin fails in ${hook}`);
  };
  const noting = (hook: string) => () => Promise.resolve().then(() => seen(hook));
  const plugin = {
    async serverWillStart() {
      await noting('serverWillStart')();
      return {
        schemaDidLoadOrUpdate: () => seen('schemaDidLoadOrUpdate'),
        drainServer: noting('drainServer'),
        serverWillStop: noting('serverWillStop'),
        renderLandingPage: () => {
          seen('renderLandingPage');
          return Promise.resolve({ html: 'A page of the plugin.' });
        },
      };
    },
    startupDidFail: noting('startupDidFail'),
    contextCreationDidFail: noting('contextCreationDidFail'),
    invalidRequestWasReceived: noting('invalidRequestWasReceived'),
    unexpectedErrorProcessingRequest: noting('unexpectedErrorProcessingRequest'),
    async requestDidStart() {
      await noting('requestDidStart')();
      return {
        didResolveSource: noting('didResolveSource'),
        parsingDidStart: noting('parsingDidStart'),
        validationDidStart: noting('validationDidStart'),
        didResolveOperation: noting('didResolveOperation'),
        responseForOperation: () => {
          seen('responseForOperation');
          return Promise.resolve(null);
        },
        async executionDidStart() {
          await noting('executionDidStart')();
          return {
            willResolveField: () => seen('willResolveField'),
            executionDidEnd: noting('executionDidEnd'),
          };
        },
        didEncounterErrors: noting('didEncounterErrors'),
        didEncounterSubsequentErrors: noting('didEncounterSubsequentErrors'),
        willSendResponse: noting('willSendResponse'),
        willSendSubsequentPayload: noting('willSendSubsequentPayload'),
      };
    },
  };
  return { plugin: plugin as unknown as AnyPlugin, fired };
}

/** Where there are answers in parts, this must be one: otherwise there is no occasion for the hook. */
async function askInParts(place: Place, url: string): Promise<void> {
  const query = '{ product(id: "1") { id ... @defer { reviews { text } } } }';
  const { headers } = await ask(url, query, { headers: IN_PARTS });
  expect(headers['content-type']?.startsWith('multipart/mixed')).toBe(place === 'kontor gateway');
}

interface Started {
  readonly url: string;
  stop(): Promise<void>;
}

describe('the hooks of Apollo Server’s plugins', () => {
  let shop: Shop;
  let file: SupergraphFile;
  const running: Started[] = [];

  async function start(place: Place, plugin: AnyPlugin, contextOf?: () => never): Promise<Started> {
    const started = await (place === 'kontor gateway' ? startKontor(plugin) : startApollo(plugin, contextOf));
    running.push(started);
    return started;
  }

  async function startKontor(plugin: AnyPlugin): Promise<Started> {
    const config = { supergraph: file.path, port: 0, logLevel: 'silent' } as const;
    const { url, close } = await startGateway(config, { plugins: [plugin] });
    return { url, stop: close };
  }

  async function startApollo(plugin: AnyPlugin, contextOf?: () => never): Promise<Started> {
    const gateway = new KontorGateway({ supergraphSdl: shop.supergraph, logger: SILENT });
    try {
      return await serveApollo({ gateway, plugins: [plugin], ...(contextOf && { contextOf }) });
    } catch (error) {
      // Apollo Server leaves it running when it fails to start itself.
      await gateway.stop();
      throw error;
    }
  }

  beforeAll(async () => {
    shop = await startShop();
    file = await writeSupergraphFile(shop.supergraph);
  });
  afterEach(async () => {
    shop.reviews.behave(undefined);
    await Promise.all(running.splice(0).map((started) => started.stop().catch(() => undefined)));
  });
  afterAll(async () => {
    await shop.close();
    await file.remove();
  });

  /** What has to happen for a hook; those not named here are part of answering a query. */
  const occasions: Record<string, (place: Place, plugin: AnyPlugin) => Promise<unknown>> = {
    async drainServer(place, plugin) {
      await (await start(place, plugin)).stop();
    },
    async startupDidFail(place, plugin) {
      const broken = { serverWillStart: () => Promise.reject(new Error('broken')) };
      const both = { ...plugin, serverWillStart: broken.serverWillStart } as AnyPlugin;
      await start(place, both).catch(() => undefined);
    },
    async contextCreationDidFail(place, plugin) {
      const { url } = await start(place, plugin, () => {
        throw new GraphQLError('No context.');
      });
      // Kontor’s own context refuses what must not even be parsed.
      await ask(url, `{ ${'a: echo '.repeat(2_000)} }`);
    },
    async invalidRequestWasReceived(place, plugin) {
      const { url } = await start(place, plugin);
      await sendRaw(url, { headers: { 'content-type': 'application/json' }, body: '{"query": 7}' });
    },
    async didEncounterErrors(place, plugin) {
      await ask((await start(place, plugin)).url, '{ nothing }');
    },
    async willSendSubsequentPayload(place, plugin) {
      await askInParts(place, (await start(place, plugin)).url);
    },
    async didEncounterSubsequentErrors(place, plugin) {
      const { url } = await start(place, plugin);
      shop.reviews.behave((response) => {
        response.statusCode = 500;
        response.end();
      });
      await askInParts(place, url);
    },
    async renderLandingPage(place, plugin) {
      const { url } = await start(place, plugin);
      const page = await sendRaw(url, { method: 'GET', path: '/', headers: { accept: 'text/html' } });
      // Asked for is not shown.
      return page.text.includes('A page of the plugin.');
    },
  };
  occasions['serverWillStop'] = occasions['drainServer'] as (typeof occasions)[string];

  async function fires(place: Place, hook: string): Promise<boolean> {
    const { plugin, fired } = recorder(
      hook === 'unexpectedErrorProcessingRequest' ? 'willSendResponse' : undefined,
    );
    const occasion = occasions[hook];
    if (occasion) {
      const isShown = await occasion(place, plugin);
      return fired.has(hook) && isShown !== false;
    }
    await ask((await start(place, plugin)).url, QUERY);
    return fired.has(hook);
  }

  it('are all in the table', () => {
    expect(rows.map(({ hook }) => hook)).toEqual(HOOKS);
  });

  it.each(rows)('$hook', async ({ hook, gateway, dropIn }) => {
    expect({
      gateway: await fires('kontor gateway', hook),
      dropIn: await fires('KontorGateway', hook),
    }).toEqual({ gateway, dropIn });
  });
});
