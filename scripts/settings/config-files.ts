import { gatewayConfigSchema, gatewayEnvironmentVariables } from '@kontor/gateway';
import { configFileSchema } from '../../cli/dist/config/config-file.js';
import { kontorConfigSchema } from '../../cli/dist/launcher/config.js';
import { supergraphConfigSchema } from '../../cli/dist/supergraph/supergraph-config.js';
import type { JsonSchema } from './options.ts';

/** A file that people write for Kontor, with the schema that checks it. */
export interface ConfigFileReference {
  title: string;
  introduction: string;
  schema: JsonSchema;
  /** The environment variable of an option, where options have one. */
  variableOf?: (path: string) => string | undefined;
}

const variables = new Map(
  gatewayEnvironmentVariables().map(({ name, option }) => [option.join('.'), name] as const),
);

/** `unrepresentable`: checks that JSON Schema has no words for stay the program's. */
const asWritten = { io: 'input', unrepresentable: 'any' } as const;
/** For a schema that first puts right what is written: what it makes of it is the shape that people know. */
const asRead = { io: 'output', unrepresentable: 'any' } as const;

/** In the order of the document. */
export const CONFIG_FILES: readonly ConfigFileReference[] = [
  {
    title: 'kontor.yaml',
    introduction:
      'What `kontor start` runs besides the platform and the gateway. Paths are relative to the file; `<name>` is the name of a subgraph.',
    schema: kontorConfigSchema.toJSONSchema(asRead) as JsonSchema,
  },
  {
    title: 'kontor.json',
    introduction:
      'For the command line; looked for in the working directory, then upwards. Meant to be committed, so it never holds a key.',
    schema: configFileSchema.toJSONSchema(asWritten) as JsonSchema,
  },
  {
    title: 'supergraph.yaml',
    introduction:
      'For `kontor supergraph compose` and `kontor dev`, as rover has it; a `graph.yaml` of wgc, with its list of subgraphs, is read as well. Any text may hold `${env.NAME}`; `<name>` is the name of a subgraph.',
    schema: supergraphConfigSchema.toJSONSchema(asRead) as JsonSchema,
  },
  {
    title: 'Gateway options',
    introduction:
      'In the file that `kontor gateway --config` or `KONTOR_GATEWAY_CONFIG` names (YAML or JSON), or one by one in the environment, where lists and maps are written as JSON. A flag goes before the environment, that before the file. Exactly one of `supergraph` and `registry` must be set.',
    schema: gatewayConfigSchema.toJSONSchema(asWritten) as JsonSchema,
    variableOf: (path) => variables.get(path),
  },
];
