import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const prismaCli = path.join(path.dirname(require.resolve('prisma/package.json')), 'build', 'index.js');
const engineStub = path.resolve(import.meta.dirname, '../../prisma/tools/no-schema-engine.mjs');

/**
 * Runs `prisma generate` for the domain in `prismaFolder`; does nothing where there is no schema.prisma.
 * Throws with Prisma's own text when the schema is wrong.
 */
export async function generatePrismaClient(prismaFolder: string): Promise<void> {
  if (!existsSync(path.join(prismaFolder, 'schema.prisma'))) return;
  const { exitCode, output } = await run([
    prismaCli,
    'generate',
    '--no-hints',
    '--config',
    path.join(prismaFolder, 'prisma.config.ts'),
  ]);
  if (exitCode !== 0) throw new Error(`prisma generate failed for ${prismaFolder}:\n${output}`);
}

function run(args: string[]): Promise<{ exitCode: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        // Generating works without the engine; looking for it would be a call to the network.
        PRISMA_SCHEMA_ENGINE_BINARY: engineStub,
        ...process.env,
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      },
    });
    let output = '';
    const append = (chunk: Buffer) => (output += chunk.toString('utf8'));
    child.stdout.on('data', append);
    child.stderr.on('data', append);
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, output }));
  });
}
