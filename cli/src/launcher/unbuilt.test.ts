import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlannedSubgraph } from './plan.js';
import { refuseUnbuilt } from './unbuilt.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kontor-unbuilt-'));
  writeFileSync(join(folder, 'present.mjs'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

const check = (...command: string[]) =>
  refuseUnbuilt({
    folder,
    subgraphs: [{ name: 'products', command } as unknown as PlannedSubgraph],
  });

describe('a subgraph of kontor.yaml', () => {
  it('is refused when its program is not there, by name', () => {
    expect(() => check('node', 'dist/main.js')).toThrow(
      expect.objectContaining({
        code: 'SUBGRAPH_NOT_BUILT',
        message: expect.stringContaining('products: dist/main.js') as unknown,
      }),
    );
  });

  it.each([
    ['a file that is there', ['node', 'present.mjs']],
    ['another program', ['./products']],
    ['Node with a flag first', ['node', '--inspect', 'dist/main.js']],
    ['what Node may find by itself', ['node', 'dist/main']],
  ])('is left to its process when it is %s', (_, command) => {
    expect(() => check(...command)).not.toThrow();
  });
});
