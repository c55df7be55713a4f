import { readFileSync } from 'node:fs';

/** The version of the CLI: of its package.json. */
export const cliVersion = (): string => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
};
