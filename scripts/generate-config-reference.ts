/**
 * Writes docs/config.md from the list of settings and the schemas of the configuration files; with `--check` only says
 * whether it is up to date (exit code 1 when it is not). Needs the packages built.
 */
import { SETTINGS } from '@kontor/protocol/settings';
import { generateDocument } from './generate/document.ts';
import { CONFIG_FILES } from './settings/config-files.ts';
import { renderConfigReference } from './settings/render-config-reference.ts';

await generateDocument({
  name: 'config.md',
  text: renderConfigReference(SETTINGS, CONFIG_FILES),
  source: 'packages/protocol/src/settings.ts or the schema of a configuration file',
  command: 'node scripts/generate-config-reference.ts',
  contents: `${Object.keys(SETTINGS).length} environment variables, ${CONFIG_FILES.length} files`,
});
