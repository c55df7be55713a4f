import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gatewayConfigSchema, toHeaderRules } from './config.js';
import { gatewayEnvironmentVariables, resolveGatewayConfig } from './config-values.js';

describe('the gateway’s configuration', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontor-gateway-config-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const write = async (text: string) => {
    const file = join(folder, 'gateway.yaml');
    await writeFile(file, text);
    return file;
  };

  it('has safe defaults', async () => {
    const config = await resolveGatewayConfig({ flags: { supergraph: 'x.graphql' } });
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      introspection: true,
      cors: { origins: [], credentials: false },
      trustProxy: false,
      limits: { bodyBytesMax: 1_048_576 },
      subgraphs: { fetchTimeoutMs: 10_000, showUncodedErrors: false },
    });
    const propagated = toHeaderRules(config.headers).map((rule) => rule.kind === 'named' && rule.name);
    expect(propagated).toEqual(['traceparent', 'tracestate', 'accept-language']);
  });

  it('takes a flag before the environment, the environment before the file, the file before the default', async () => {
    const file = await write(
      'supergraph: file.graphql\nport: 1\nhost: 0.0.0.0\nlimits: { bodyBytesMax: 10, planCacheMiB: 3 }\n',
    );
    const env = {
      KONTOR_GATEWAY_PORT: '2',
      KONTOR_GATEWAY_LIMITS_BODY_BYTES_MAX: '20',
      KONTOR_GATEWAY_HOST: '',
    };
    const config = await resolveGatewayConfig({ flags: { port: 3, supergraph: undefined }, env, file });
    expect(config).toMatchObject({
      supergraph: 'file.graphql',
      port: 3,
      host: '0.0.0.0',
      limits: { bodyBytesMax: 20, planCacheMiB: 3, documentCacheEntriesMax: 1_000 },
    });
  });

  it('reads lists, maps and booleans of the environment as JSON', async () => {
    const env = {
      KONTOR_GATEWAY_SUPERGRAPH: 'x.graphql',
      KONTOR_GATEWAY_CORS_ORIGINS: '["https://a.example"]',
      KONTOR_GATEWAY_INTROSPECTION: 'false',
      KONTOR_GATEWAY_HEADERS: '[{"propagate":"X-Tenant"}]',
    };
    const config = await resolveGatewayConfig({ env });
    expect(config).toMatchObject({
      cors: { origins: ['https://a.example'] },
      introspection: false,
      headers: [{ propagate: 'x-tenant' }],
    });
  });

  it('takes what is text as it is, even when it looks like a number', async () => {
    const env = {
      KONTOR_GATEWAY_REGISTRY_PLATFORM_URL: 'http://127.0.0.1:4001',
      KONTOR_GATEWAY_REGISTRY_REF: 'shop@current',
      KONTOR_GATEWAY_REGISTRY_API_KEY: '12345678901234567890',
      KONTOR_GATEWAY_LOG_LEVEL: 'warn',
    };
    expect(await resolveGatewayConfig({ env })).toMatchObject({
      registry: { apiKey: '12345678901234567890', ref: 'shop@current' },
      logLevel: 'warn',
    });
  });

  it('takes a source of higher precedence instead of the other kind', async () => {
    const file = await write('registry: { platformUrl: "http://p", ref: shop, apiKey: k }\n');
    const config = await resolveGatewayConfig({ flags: { supergraph: 'x.graphql' }, file });
    expect([config.supergraph, config.registry]).toEqual(['x.graphql', undefined]);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['no source', {}, /exactly one of `supergraph` \(a file\) and `registry`/],
    ['an unknown option', { supergraph: 'x', prot: 1 }, /prot/],
    ['a port out of range', { supergraph: 'x', port: 70_000 }, /port/],
    ['a limit of 0', { supergraph: 'x', limits: { bodyBytesMax: 0 } }, /limits\.bodyBytesMax/],
    [
      'credentials for every origin',
      { supergraph: 'x', cors: { origins: '*', credentials: true } },
      /cors\.credentials/,
    ],
    [
      'a rule for a hop-by-hop header',
      { supergraph: 'x', headers: [{ propagate: 'Connection' }] },
      /headers\.0\.propagate/,
    ],
    [
      'a rule that sets Kontor’s header',
      { supergraph: 'x', headers: [{ propagate: 'a', rename: 'kontor-actor' }] },
      /headers\.0\.rename/,
    ],
    [
      'a default for a pattern',
      { supergraph: 'x', headers: [{ propagate: { matching: 'x' }, default: '1' }] },
      /headers\.0\.default/,
    ],
    [
      'a default that is no header value',
      { supergraph: 'x', headers: [{ propagate: 'a', default: 'x\r\ny' }] },
      /headers\.0\.default/,
    ],
    [
      'a pattern that is none',
      { supergraph: 'x', headers: [{ propagate: { matching: '(' } }] },
      /headers\.0\.propagate/,
    ],
    [
      'a platform that is no URL',
      { registry: { platformUrl: 'ftp://x', ref: 'a', apiKey: 'k' } },
      /registry\.platformUrl/,
    ],
    [
      'a variant that is none',
      { registry: { platformUrl: 'http://x', ref: 'a@b@c', apiKey: 'k' } },
      /registry\.ref/,
    ],
  ])('refuses %s, and names it', async (_, flags, message) => {
    await expect(resolveGatewayConfig({ flags })).rejects.toMatchObject({
      code: 'GATEWAY_CONFIG_INVALID',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['a: [', /cannot be read/],
    ['- 1', /holds no options/],
  ])('refuses the file %j', async (text, message) => {
    await expect(resolveGatewayConfig({ file: await write(text) })).rejects.toMatchObject({
      code: 'GATEWAY_CONFIG_INVALID',
      message: expect.stringMatching(message),
    });
  });

  it('describes every option, and names its variable', () => {
    const variables = gatewayEnvironmentVariables();
    expect(variables.length).toBeGreaterThan(35);
    expect(variables.filter(({ description }) => description === '')).toEqual([]);
    expect(new Set(variables.map(({ name }) => name)).size).toBe(variables.length);
    expect(variables).toContainEqual({
      name: 'KONTOR_GATEWAY_SUBGRAPHS_FETCH_TIMEOUT_MS',
      option: ['subgraphs', 'fetchTimeoutMs'],
      description: 'Milliseconds for a whole fetch, retries included.',
    });
    expect(gatewayConfigSchema.shape.port.description).toBe('The port to listen at; 0 takes a free one.');
  });
});
