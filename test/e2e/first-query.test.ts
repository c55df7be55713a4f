import { beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { kontor } from '../support/kontor/command.js';
import { sharedKontor } from '../support/kontor/shared.js';
import { START_TIMEOUT_MS, type KontorUnderTest } from '../support/kontor/start-kontor.js';

interface Answer {
  data: {
    products: {
      edges: {
        node: {
          name: string;
          availableQuantity: number;
          reviews: { edges: { node: { rating: number; author: { name: string } } }[] };
        };
      }[];
    };
    orders: {
      edges: { node: { number: string; lines: { quantity: number; product: { name: string } }[] } }[];
    };
  };
  errors?: unknown;
}

let shared: KontorUnderTest;
beforeAll(async () => {
  shared = await sharedKontor();
}, START_TIMEOUT_MS);

describe('after `kontor start`', () => {
  it('the printed curl answers with products, stock, reviews with authors, and the lines of an order', async () => {
    const [command = ''] = shared.output().match(/curl -s .+/) ?? [];
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command]);
    const { data, errors } = JSON.parse(stdout) as Answer;
    expect(errors).toBeUndefined();
    const product = data.products.edges[0]?.node;
    expect(product?.name).toMatch(/\w/);
    expect(product?.availableQuantity).toBeGreaterThanOrEqual(0);
    const reviews = data.products.edges.flatMap(({ node }) => node.reviews.edges);
    expect(reviews[0]?.node.author.name).toMatch(/\w/);
    const [line] = data.orders.edges[0]?.node.lines ?? [];
    expect(line?.quantity).toBeGreaterThan(0);
    expect(line?.product.name).toMatch(/\w/);
  });

  it('the five domains live in five databases', async () => {
    const { output } = await kontor(['doctor', '--format', 'json'], { env: shared.env });
    const { data } = JSON.parse(output) as {
      data: { database: { domains: { domain: string; database: string; applied: number }[] } };
    };
    const storefront = data.database.domains.filter(({ domain }) => domain.startsWith('storefront/'));
    expect(storefront.map(({ domain }) => domain).sort()).toEqual(
      ['accounts', 'inventory', 'orders', 'products', 'reviews'].map((name) => `storefront/${name}`),
    );
    expect(new Set(storefront.map(({ database }) => database)).size).toBe(5);
    expect(Math.min(...storefront.map(({ applied }) => applied))).toBeGreaterThan(0);
  });

  it('the output says where everything is, and never shows a key', () => {
    expect(shared.output()).toContain(shared.graphqlUrl);
    expect(shared.output()).toContain(`${shared.place.home}/credentials`);
    expect(shared.output()).not.toMatch(/kontor_[a-z0-9]{16}_/);
  });

  it('the doctor finds everything well, and names each process with its memory', async () => {
    const { code, output } = await kontor(['doctor', '--format', 'json'], { env: shared.env });
    const { data, error } = JSON.parse(output) as {
      data: {
        processes: { name: string; memory: { bytes: number } }[];
        memoryTotal: { kind: string; bytes: number };
      };
      error: unknown;
    };
    expect({ code, error }).toEqual({ code: 0, error: null });
    expect(data.processes.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['launcher', 'gateway', 'platform', 'database', 'accounts', 'orders']),
    );
    const sum = data.processes.reduce((total, { memory }) => total + memory.bytes, 0);
    expect(data.memoryTotal.bytes).toBe(sum);
    if (data.memoryTotal.kind === 'pss')
      process.stdout.write(`memory of all processes: ${(sum / 1e6).toFixed(0)} MB\n`);
  });
});
