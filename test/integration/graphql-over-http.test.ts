import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type RunningGateway } from '@kontor/gateway';
import { serverAudits } from 'graphql-http';
import { startShop, type Shop } from '../support/gateway/shop.js';
import { writeSupergraphFile, type SupergraphFile } from '../support/gateway/supergraph-file.js';

/**
 * The audits of the GraphQL over HTTP specification (npm `graphql-http`) on a gateway: each is ok, but for those listed
 * here with the reason. None may be an error. What is listed and no longer deviates fails too.
 */
const NO_SIMPLE_GET =
  'a GET that a page of another origin can send unasked is refused (CSRF prevention); with a header such as `apollo-require-preflight` it is served';
const STATUS_400 =
  'a request that cannot be executed has status 400 under application/json too, so that proxies and monitors see it; clients read the body all the same';

const DEVIATIONS: Readonly<Record<string, { status: 'notice' | 'warn'; why: string }>> = {
  'MAY accept application/x-www-form-urlencoded formatted GET requests': {
    status: 'notice',
    why: NO_SIMPLE_GET,
  },
  'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json':
    { status: 'notice', why: NO_SIMPLE_GET },
  'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json': {
    status: 'notice',
    why: NO_SIMPLE_GET,
  },
  'SHOULD use 200 status code on document parsing failure when accepting application/json': {
    status: 'warn',
    why: STATUS_400,
  },
  'SHOULD use 200 status code on document validation failure when accepting application/json': {
    status: 'warn',
    why: STATUS_400,
  },
  'SHOULD use a status code of 200 on variable coercion failure when accepting application/json': {
    status: 'warn',
    why: STATUS_400,
  },
};

let shop: Shop;
let file: SupergraphFile;
let gateway: RunningGateway;

beforeAll(async () => {
  shop = await startShop();
  file = await writeSupergraphFile(shop.supergraph);
  gateway = await startGateway({ supergraph: file.path, port: 0, logLevel: 'silent' });
});
afterAll(async () => {
  await gateway.close();
  await shop.close();
  await file.remove();
});

/** The audits ask for their URL when they run, not when they are listed. */
const AUDITS = serverAudits({ url: () => `${gateway.url}/graphql`, fetchFn: fetch });

describe('GraphQL over HTTP', () => {
  it.each(AUDITS.map((audit) => [audit.name, audit] as const))('%s', async (name, audit) => {
    const expected = { status: DEVIATIONS[name]?.status ?? 'ok' };
    expect(await audit.fn()).toMatchObject(expected);
    // Its documents are known now: what can be is answered before the pipeline.
    expect(await audit.fn()).toMatchObject(expected);
  });

  it('is audited as a whole, and every deviation that is listed is one of its audits', () => {
    expect(AUDITS.length).toBeGreaterThanOrEqual(61);
    const names: string[] = AUDITS.map(({ name }) => name);
    expect(Object.keys(DEVIATIONS).filter((name) => !names.includes(name))).toEqual([]);
  });

  it('serves a GET with a header that only the asker itself can set', async () => {
    const response = await fetch(`${gateway.url}/graphql?query=%7B__typename%7D`, {
      headers: { 'apollo-require-preflight': 'true' },
    });
    expect([response.status, await response.json()]).toEqual([200, { data: { __typename: 'Query' } }]);
  });
});
