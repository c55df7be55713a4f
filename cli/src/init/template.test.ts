import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DriftFinder } from '@kontor/migrate';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '@kontor/federation/compose';
import { planSubgraph } from './plan-subgraph.js';
import { writeProject } from './write-project.js';

let cwd: string;
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'kontor-template-'));
  for (const name of ['gift-cards', 'stores'])
    await writeProject(await planSubgraph(name, {}, { cwd, env: {} }));
});
afterAll(() => rmSync(cwd, { recursive: true }));

describe('what kontor init writes', () => {
  it('has a migration that makes the tables of its schema', async () => {
    await using drift = new DriftFinder();
    expect(await drift.find(join(cwd, 'subgraphs/gift-cards/prisma'))).toBeUndefined();
  });

  it('composes with another one of its kind', () => {
    const subgraphs = ['gift-cards', 'stores'].map((name) => ({
      name,
      url: 'http://127.0.0.1:1/graphql',
      sdl: readFileSync(join(cwd, 'subgraphs', name, 'schema.graphql'), 'utf8'),
    }));
    expect(compose(subgraphs)).toMatchObject({ kind: 'composed' });
  });
});
