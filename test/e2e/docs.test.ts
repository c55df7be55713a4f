import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { planBlocks, type Scenario, type Step } from '../../scripts/docs/block-plan.ts';
import { readGuides, root } from '../../scripts/docs/documents.ts';
import { firstMissingLine } from '../../scripts/docs/expect-lines.ts';
import { quietEnvironment } from '../support/kontor/command.js';
import { sharedKontor } from '../support/kontor/shared.js';
import { START_TIMEOUT_MS, type KontorUnderTest } from '../support/kontor/start-kontor.js';

const BLOCK_TIMEOUT_MS = 60_000;

/** Where the blocks of one document run, in their order. */
interface Stage {
  folder: string;
  env: Record<string, string>;
  /** The documents say 4000 and 4001; the test runs elsewhere. */
  translate(text: string): string;
}

const stages: Record<Scenario, (name: string) => Promise<Stage>> = {
  clone: async (name) => stageOf(await sharedKontor(), name),
};

function stageOf({ place, env }: KontorUnderTest, name: string): Stage {
  const folder = join(dirname(place.home), `docs-${name}`);
  mkdirSync(folder, { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  const ports: Record<string, number> = { 4000: place.gatewayPort, 4001: place.platformPort };
  const translate = (text: string) =>
    text.replaceAll(
      /\b(localhost|127\.0\.0\.1):(400[01])\b/g,
      (_, host: string, port: string) => `${host}:${ports[port]}`,
    );
  return { folder, env, translate };
}

interface Ran {
  exitCode: number;
  output: string;
}

const runShell = ({ folder, env }: Stage, text: string): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(
      '/bin/sh',
      ['-e', '-c', text],
      {
        cwd: folder,
        env: { ...quietEnvironment(), ...env },
        timeout: BLOCK_TIMEOUT_MS,
        maxBuffer: 16 * 1024 * 1024,
      },
      (error, stdout, stderr) =>
        resolve({ exitCode: Number(error?.code ?? 0), output: `${stdout}${stderr}` }),
    );
  });

type Runnable = Extract<Step, { kind: 'run' | 'output' | 'file' }>;
const runnable = (step: Step): step is Runnable =>
  step.kind === 'run' || step.kind === 'output' || step.kind === 'file';

describe.each(
  readGuides()
    .map((document) => ({ path: document.path, steps: planBlocks(document).steps.filter(runnable) }))
    .filter(({ steps }) => steps.some(({ kind }) => kind === 'run')),
)('the commands of $path', ({ path, steps }) => {
  let stage: Stage;
  let last: Ran | undefined;

  beforeAll(async () => {
    stage = await stages.clone(path.replaceAll(/\W/g, '-'));
  }, START_TIMEOUT_MS);

  it.each(steps.map((step) => [step.kind, step.block.line, step] as const))(
    '%s, line %i',
    async (_kind, _line, step) => {
      switch (step.kind) {
        case 'file': {
          const file = join(stage.folder, step.path);
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, `${step.block.text}\n`);
          return;
        }
        case 'run': {
          last = await runShell(stage, stage.translate(step.block.text));
          expect(last).toEqual({ exitCode: step.exitCode, output: expect.any(String) });
          return;
        }
        case 'output':
          if (!last) throw new Error('an output is shown of which no command was run');
          expect({
            missing: firstMissingLine(stage.translate(step.block.text), last.output),
            printed: last.output,
          }).toEqual({ missing: undefined, printed: last.output });
          return;
      }
    },
    2 * BLOCK_TIMEOUT_MS,
  );
});
