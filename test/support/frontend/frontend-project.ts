import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Visitor } from '../../frontend/src/visit.js';
import { root, runCommand } from '../kontor/command.js';

/** A copy of test/frontend with its dependencies, for one test to generate into. */
export interface FrontendProject {
  /** `graphql-codegen`, by introspection of this gateway. */
  generate(graphqlUrl: string): Promise<CommandResult>;
  /** `tsc --noEmit`. */
  checkTypes(): Promise<CommandResult>;
  /** Does something while a file of the copy is wrong. */
  whileWrong<T>(file: string, right: string, wrong: string, act: () => Promise<T>): Promise<T>;
  visitor(client: 'apollo' | 'urql'): Promise<Visitor>;
  remove(): void;
}

export interface CommandResult {
  readonly code: number;
  readonly output: string;
}

export function copyFrontend(): FrontendProject {
  const folder = mkdtempSync(join(tmpdir(), 'kontor-frontend-'));
  cpSync(join(root, 'test/frontend'), folder, {
    recursive: true,
    filter: (source) => !source.endsWith('generated'),
  });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const run = async (args: readonly string[], env = {}): Promise<CommandResult> => {
    const command = runCommand(args, { cwd: folder, env });
    return { code: await command.exited, output: command.output() };
  };
  return {
    generate: (graphqlUrl) =>
      run(['node_modules/@graphql-codegen/cli/esm/bin.js', '--config', 'codegen.ts'], {
        KONTOR_GRAPHQL_URL: graphqlUrl,
      }),
    checkTypes: () => run(['node_modules/typescript/bin/tsc', '--noEmit', '-p', '.']),
    async whileWrong(file, right, wrong, act) {
      const path = join(folder, file);
      const text = readFileSync(path, 'utf8');
      if (!text.includes(right)) throw new Error(`${file} does not hold ${JSON.stringify(right)}`);
      writeFileSync(path, text.replace(right, wrong));
      try {
        return await act();
      } finally {
        writeFileSync(path, text);
      }
    },
    visitor: async (client) =>
      ((await import(join(folder, 'src', `${client}.ts`))) as { visit: Visitor }).visit,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
