import type { ErrorCode } from '@kontor/protocol';
import type { Row } from '../row.js';
import { runCli, type Command } from '../send/command.js';
import { each, nested } from '../send/rows.js';

/** Runs the command beside the platform, which others ask meanwhile; it must end with this code, and change nothing. */
const running = (name: string, args: string, exitCode: number, code: ErrorCode, more: Omit<Command, 'args'> = {}): Row => ({
  name: `${args}: ${name}`,
  surface: 'platform',
  expected: { kind: 'exit', exitCode, code },
  act: ({ platform }) => runCli({ args: args.split(' '), ...more, env: { KONTOR_PLATFORM_URL: `http://127.0.0.1:${platform.process.port}`, KONTOR_API_KEY: platform.keys.owner, ...more.env } }),
});

const config = (text: string) => ({ files: { 'kontor.yaml': text } });
const composing = (name: string, text: string, code: ErrorCode = 'SUPERGRAPH_CONFIG_INVALID') => running(name, 'supergraph compose --config supergraph.yaml', 3, code, { files: { 'supergraph.yaml': text } });
const serving = (name: string, sdl: string, code: ErrorCode = 'SUPERGRAPH_INVALID') => running(name, 'gateway --supergraph supergraph.graphql --port 0', 2, code, { files: { 'supergraph.graphql': sdl } });

/** Ten references to ten references: a few hundred bytes that unfold to gigabytes. */
const LAUGHS = `version: 1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${each(9, (i) => `a${i + 1}: &a${i + 1} [${each(10, () => `*a${i}`, ', ')}]`, '\n')}\nsubgraphs: *a9\n`;

export const commandLineRows: readonly Row[] = [
  running('a configuration of bytes', 'start', 3, 'KONTOR_CONFIG_INVALID', config('\0\u0001\u0002{{{')),
  running('a configuration that is a list', 'start', 3, 'KONTOR_CONFIG_INVALID', config('- 1\n- 2\n')),
  running('a configuration without end of a text', 'start', 3, 'KONTOR_CONFIG_INVALID', config('version: "1')),
  running('a configuration that unfolds without end', 'start', 3, 'KONTOR_CONFIG_INVALID', config(LAUGHS)),
  running('a configuration nested 10,000 deep', 'start', 3, 'KONTOR_CONFIG_INVALID', config(`version: 1\nsubgraphs: ${nested('[', 10_000, ']')}`)),
  running('a configuration that refers to itself', 'start', 3, 'KONTOR_CONFIG_INVALID', config('version: 1\nsubgraphs: &a\n  x: *a\n')),
  running('a subgraph named __proto__', 'start', 3, 'KONTOR_CONFIG_INVALID', config('version: 1\ngraph: shop\nsubgraphs:\n  __proto__: { schema: s, run: [node], port: 1 }\n')),
  running('a port that is none', 'start', 3, 'KONTOR_CONFIG_INVALID', config('version: 1\ngraph: shop\nsubgraphs: { a: { schema: s, run: [node], port: 99999999 } }\n')),
  composing('bytes', '\0\u0001'),
  composing('a list of references that unfolds without end', LAUGHS),
  composing('subgraphs that are a number', 'subgraphs: 7\n'),
  serving('nothing', ''),
  serving('no GraphQL', '<html>'),
  serving('a schema that is no supergraph', 'type Query { a: Int }'),
  serving('a schema nested 10,000 deep', `type Query { a(b: Int = ${nested('[', 10_000, ']')}): Int }`),
  running('credentials of nonsense', 'whoami', 2, 'CREDENTIALS_INVALID', { files: { credentials: '{"adminKey": 7' }, env: { KONTOR_API_KEY: '' } }),
  running('a key of line breaks', 'whoami', 2, 'KEY_INVALID', { env: { KONTOR_API_KEY: 'a\r\nx-evil: 1' } }),
  running('an unknown key', 'whoami', 2, 'KEY_INVALID', { env: { KONTOR_API_KEY: 'kontor_wrong' } }),
  composing('a subgraph named __proto__', 'subgraphs:\n  __proto__: { routing_url: http://a, schema: { file: a.graphql } }\n'),
  running('a schema of bytes', 'subgraph publish shop@current --name x --schema s.graphql --routing-url https://1.1.1.1/', 3, 'INPUT_INVALID', { files: { 's.graphql': '\u0000\u0001' } }),
  running('a file that is not there', 'subgraph publish shop@current --name x --schema s.graphql --routing-url https://1.1.1.1/', 3, 'SCHEMA_FILE_INVALID'),
  running('an unknown flag', 'graph list --__proto__', 3, 'USAGE_INVALID'),
  running('a backup of nonsense', 'restore file.kontor', 2, 'BACKUP_FOREIGN', { files: { 'file.kontor': 'no backup' } }),
];
