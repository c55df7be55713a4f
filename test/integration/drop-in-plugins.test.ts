import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import type { ApolloServerOptions, ApolloServerPlugin, BaseContext } from '@apollo/server';
import { ApolloServerPluginCacheControl } from '@apollo/server/plugin/cacheControl';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import { ApolloServerPluginUsageReporting } from '@apollo/server/plugin/usageReporting';
import { Report, Trace } from '@apollo/usage-reporting-protobuf';
import { KontorGateway } from '@kontor/gateway/drop-in';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { serveApollo, type ServedApollo } from '../support/gateway/apollo-server.js';
import { startApolloShop, type ApolloShop } from '../support/gateway/apollo-subgraphs.js';
import { ask, sendRaw, type GraphQLAnswer } from '../support/gateway/gateway-client.js';
import { until } from '../support/gateway/until.js';

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
const JOIN = '{ product(id: "1") { name reviews { text } } }';
const KINDS = ['stock', 'kontor', 'kontor with data sources'] as const;
type Kind = (typeof KINDS)[number];

const comparable = ({ status, headers, text }: GraphQLAnswer) => {
  const { date: _date, ...kept } = headers;
  return { status, headers: kept, text };
};

/** A plan with its fetches, times left out but for whether there are any. */
function outlineOf(node: Trace.IQueryPlanNode | null | undefined): unknown {
  if (node?.sequence) return { sequence: node.sequence.nodes?.map(outlineOf) };
  if (node?.parallel) return { parallel: node.parallel.nodes?.map(outlineOf) };
  if (node?.flatten)
    return {
      at: node.flatten.responsePath?.map(({ fieldName }) => fieldName),
      node: outlineOf(node.flatten.node),
    };
  const fetch = node?.fetch;
  if (!fetch) return undefined;
  return {
    subgraph: fetch.serviceName,
    sent: Boolean(fetch.sentTime?.seconds) && Number(fetch.sentTimeOffset) > 0,
    received: Boolean(fetch.receivedTime?.seconds),
    unreadable: fetch.traceParsingFailed,
    fields: fetch.trace?.root?.child?.map(({ parentType, responseName }) => `${parentType}.${responseName}`),
  };
}

describe('the plugins that users of ApolloGateway run, with KontorGateway', () => {
  let shop: ApolloShop;
  let ingress: Server;
  let reports: Report[] = [];
  const running: ServedApollo[] = [];

  const gatewayOf = (kind: Kind) => {
    const options = { supergraphSdl: shop.supergraph, logger: SILENT };
    const buildService = ({ url }: { url?: string }) =>
      new RemoteGraphQLDataSource(url === undefined ? {} : { url });
    switch (kind) {
      case 'stock':
        return new ApolloGateway(options);
      case 'kontor':
        return new KontorGateway(options);
      case 'kontor with data sources':
        return new KontorGateway({ ...options, buildService });
    }
  };
  const start = async (
    kind: Kind,
    plugins: ApolloServerPlugin<BaseContext>[],
    options: Partial<ApolloServerOptions<BaseContext>> = {},
  ) => {
    const served = await serveApollo({ gateway: gatewayOf(kind), plugins, ...options } as never);
    running.push(served);
    return served;
  };
  const ofEach = <T>(work: (kind: Kind) => Promise<T>): Promise<T[]> => Promise.all(KINDS.map(work));

  beforeAll(async () => {
    shop = await startApolloShop({
      products: [ApolloServerPluginCacheControl({ defaultMaxAge: 60 })],
      reviews: [ApolloServerPluginCacheControl({ defaultMaxAge: 20 })],
    });
    ingress = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        reports.push(Report.decode(gunzipSync(Buffer.concat(chunks))));
        response.end('{}');
      });
    });
    await new Promise<void>((resolve) => void ingress.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await Promise.all(running.map((served) => served.stop()));
    await shop.close();
    await new Promise((resolve) => ingress.close(resolve));
  });

  it('cache control: the header says what the subgraphs allow together', async () => {
    const answers = await ofEach(async (kind) => {
      const { url } = await start(kind, [ApolloServerPluginCacheControl()]);
      return {
        both: comparable(await ask(url, JOIN)),
        one: comparable(await ask(url, '{ product(id: "1") { name } }')),
        error: comparable(await ask(url, '{ product(id: "0") { name } nothing }')),
        none: comparable(await ask(url, '{ __typename }')),
      };
    });
    const [stock, ...kontors] = answers;
    expect(stock?.both.headers['cache-control']).toBe('max-age=20, public');
    expect(stock?.one.headers['cache-control']).toBe('max-age=60, public');
    for (const kontor of kontors) expect(kontor).toEqual(stock);
  });

  it('cache control: may be told not to listen to subgraphs', async () => {
    const gateway = new KontorGateway({
      supergraphSdl: shop.supergraph,
      honorSubgraphCacheControlHeader: false,
      logger: SILENT,
    });
    const served = await serveApollo({ gateway, plugins: [ApolloServerPluginCacheControl()] });
    running.push(served);
    expect((await ask(served.url, JOIN)).headers['cache-control']).toBe('no-store');
  });

  it('usage reporting: the report holds the plan, and the traces of the subgraphs', async () => {
    const { port } = ingress.address() as AddressInfo;
    const outlines: unknown[] = [];
    // One after the other: the reports say nothing of who sent them.
    for (const kind of KINDS) {
      reports = [];
      const failures: unknown[] = [];
      const served = await start(
        kind,
        [
          ApolloServerPluginUsageReporting({
            endpointUrl: `http://127.0.0.1:${port}`,
            sendReportsImmediately: true,
            reportErrorFunction: (error) => failures.push(error),
          }),
        ],
        { apollo: { key: 'service:shop:key', graphRef: 'shop@current' } },
      );
      await ask(served.url, JOIN);
      await until('the report', () => reports.length > 0 || failures.length > 0);
      expect(failures).toEqual([]);
      const [[operation, told] = ['', undefined]] = Object.entries(reports[0]?.tracesPerQuery ?? {});
      const [trace] = told?.trace ?? [];
      outlines.push({
        operation,
        fields: Object.keys(told?.referencedFieldsByType ?? {}).toSorted(),
        schema: reports[0]?.header?.executableSchemaId,
        plan: outlineOf((trace as Trace | undefined)?.queryPlan),
      });
    }
    const [stock, ...kontors] = outlines;
    expect(stock).toMatchObject({
      plan: {
        sequence: [{ subgraph: 'products', sent: true, received: true, fields: ['Query.product'] }, {}],
      },
    });
    for (const kontor of kontors) expect(kontor).toEqual(stock);
  });

  it('usage reporting: an error of a subgraph is told as its error', async () => {
    const { port } = ingress.address() as AddressInfo;
    const told: unknown[] = [];
    for (const kind of KINDS) {
      reports = [];
      const served = await start(
        kind,
        [
          ApolloServerPluginUsageReporting({
            endpointUrl: `http://127.0.0.1:${port}`,
            sendReportsImmediately: true,
            fieldLevelInstrumentation: 0,
          }),
        ],
        { apollo: { key: 'service:shop:key', graphRef: 'shop@current' } },
      );
      await ask(served.url, '{ broken }');
      await until('the report', () => reports.length > 0);
      const [stats] = Object.values(reports[0]?.tracesPerQuery ?? {});
      const contexts = stats?.statsWithContext;
      const latency = Array.isArray(contexts) ? contexts[0]?.queryLatencyStats : undefined;
      told.push({
        traces: stats?.trace?.length,
        requests: Number(latency?.requestCount),
        failed: Number(latency?.requestsWithErrorsCount),
      });
    }
    const [stock, ...kontors] = told;
    expect(stock).toMatchObject({ requests: 1, failed: 1 });
    for (const kontor of kontors) expect(kontor).toEqual(stock);
  });

  it('inline trace: the answer holds the plan for whoever asks for it', async () => {
    const traces = await ofEach(async (kind) => {
      const { url } = await start(kind, [ApolloServerPluginInlineTrace()]);
      const asked = await ask(url, JOIN, { headers: { 'apollo-federation-include-trace': 'ftv1' } });
      const { data, extensions } = JSON.parse(asked.text) as { data: unknown; extensions: { ftv1: string } };
      const { queryPlan } = Trace.decode(Buffer.from(extensions.ftv1, 'base64'));
      const unasked = JSON.parse((await ask(url, JOIN)).text) as object;
      return { data, plan: outlineOf(queryPlan), unasked };
    });
    const [stock, ...kontors] = traces;
    expect(stock?.unasked).not.toHaveProperty('extensions');
    for (const kontor of kontors) expect(kontor).toEqual(stock);
  });

  it.each([
    ['local', () => ApolloServerPluginLandingPageLocalDefault({ embed: false })],
    ['disabled', () => ApolloServerPluginLandingPageDisabled()],
  ])('landing page: %s', async (_, plugin) => {
    const [stock, ...kontors] = await ofEach(async (kind) => {
      const { url } = await start(kind, [plugin()]);
      const { status, text, headers } = await sendRaw(url, {
        method: 'GET',
        path: '/',
        headers: { accept: 'text/html' },
      });
      // A page has a nonce of its own.
      return { status, type: headers['content-type'], length: text.length };
    });
    for (const kontor of kontors) expect(kontor).toEqual(stock);
  });
});
