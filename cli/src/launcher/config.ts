import { isGraphName, parseGraphRef } from '@kontor/protocol';
import { type Document, LineCounter, type Node, isNode, parseDocument } from 'yaml';
import * as z from 'zod';
import { findForbiddenKey, YAML_ALIASES_MAX } from '../config/yaml-limits.js';

/**
 * `kontor.yaml`: what `kontor start` runs besides the platform and the gateway. Paths are relative to the file.
 * Pure: text in, configuration or problems with their lines out.
 */
const name = z
  .string()
  .refine(isGraphName, 'must be a letter, then letters, digits, _ and -; at most 64 characters');
const port = z.int().min(1).max(65_535);

const subgraphSchema = z.strictObject({
  schema: z.string().min(1).describe('The schema file that is published.'),
  run: z
    .array(z.string().min(1))
    .min(1)
    .describe('Command and arguments. `node` means the Node that Kontor itself runs on.'),
  port: port.describe('Where it listens, on 127.0.0.1; handed to it as `PORT`.'),
  path: z.string().startsWith('/').default('/graphql').describe('The path of its GraphQL endpoint.'),
  database: z
    .strictObject({
      migrations: z
        .string()
        .min(1)
        .describe(
          'The folder of its migrations, applied before it starts. Without it, it keeps its own house.',
        ),
    })
    .optional(),
  env: z.record(z.string(), z.string()).default({}).describe('Handed to the process as they are.'),
});

export const kontorConfigSchema = z.strictObject({
  version: z.literal(1, 'must be 1, the only version there is').describe('The version of this format.'),
  graph: z
    .string()
    .refine((ref) => parseGraphRef(ref) !== undefined, 'must be `graph` or `graph@variant`')
    .optional()
    .describe('What the subgraphs are published to. Without it `KONTOR_GRAPH_REF`, else `main@current`.'),
  /** None: the graph is what others publish to it. */
  subgraphs: z.preprocess((given) => given ?? {}, z.record(name, subgraphSchema)),
  example: z
    .string()
    .min(1)
    .default('{ __typename }')
    .describe('The query that tells that everything works, and that is printed as a curl.'),
});

export type KontorConfig = z.infer<typeof kontorConfigSchema>;

export interface ConfigProblem {
  /** `subgraphs.products.port`; empty for the file as a whole. */
  path: string;
  /** From 1; null when the place is unknown. */
  line: number | null;
  message: string;
}

export type ConfigVerdict =
  { kind: 'valid'; config: KontorConfig } | { kind: 'invalid'; problems: readonly ConfigProblem[] };

export function parseKontorConfig(text: string): ConfigVerdict {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0)
    return invalid(
      document.errors.map((error) => ({
        path: '',
        line: lines.linePos(error.pos[0]).line,
        message: error.message,
      })),
    );
  const content = toValue(document);
  if (content.kind === 'unreadable') return invalid([{ path: '', line: null, message: content.message }]);
  const forbidden = findForbiddenKey(content.value);
  if (forbidden)
    return invalid([
      {
        path: forbidden.join('.'),
        line: lineOf(document.contents, forbidden, lines),
        message: 'this is no name for anything',
      },
    ]);
  const parsed = kontorConfigSchema.safeParse(content.value);
  if (!parsed.success)
    return invalid(
      parsed.error.issues.map((issue) => {
        const path = placeOf(issue);
        return { path: path.join('.'), line: lineOf(document.contents, path, lines), message: issue.message };
      }),
    );
  const twice = findPortsUsedTwice(parsed.data);
  if (twice.length > 0)
    return invalid(
      twice.map(({ subgraph, other, port: taken }) => {
        const path = ['subgraphs', subgraph, 'port'];
        return {
          path: path.join('.'),
          line: lineOf(document.contents, path, lines),
          message: `port ${taken} belongs to ${other} already`,
        };
      }),
    );
  return { kind: 'valid', config: parsed.data };
}

/** References may be nested so that a small file unfolds to gigabytes: the parser counts, and throws. */
function toValue(
  document: Document,
): { kind: 'value'; value: unknown } | { kind: 'unreadable'; message: string } {
  try {
    return { kind: 'value', value: document.toJS({ maxAliasCount: YAML_ALIASES_MAX }) };
  } catch (error) {
    return { kind: 'unreadable', message: (error as Error).message };
  }
}

const invalid = (problems: readonly ConfigProblem[]): ConfigVerdict => ({ kind: 'invalid', problems });

/** An unknown key is reported at its parent; the reader wants the key's own line. */
const placeOf = (issue: z.core.$ZodIssue): string[] => {
  const path = issue.path.map(String);
  return issue.code === 'unrecognized_keys' && issue.keys[0] !== undefined ? [...path, issue.keys[0]] : path;
};

function findPortsUsedTwice(config: KontorConfig): { subgraph: string; other: string; port: number }[] {
  const owners = new Map<number, string>();
  const twice = [];
  for (const [subgraph, { port: wanted }] of Object.entries(config.subgraphs)) {
    const other = owners.get(wanted);
    if (other === undefined) owners.set(wanted, subgraph);
    else twice.push({ subgraph, other, port: wanted });
  }
  return twice;
}

/** The line of the key at `path`, or of its nearest parent that is there. */
function lineOf(contents: unknown, path: readonly string[], lines: LineCounter): number | null {
  let node: unknown = contents;
  let offset: number | undefined;
  for (const step of path) {
    const found = childOf(node, step);
    if (found === undefined) break;
    offset = found.key.range?.[0] ?? offset;
    node = found.value;
  }
  if (offset === undefined)
    return isNode(contents) && contents.range ? lines.linePos(contents.range[0]).line : null;
  return lines.linePos(offset).line;
}

function childOf(node: unknown, step: string): { key: Node; value: unknown } | undefined {
  if (!isNode(node) || !('items' in node) || !Array.isArray(node.items)) return undefined;
  const items = node.items as unknown[];
  if (/^\d+$/.test(step) && isNode(items[Number(step)])) {
    const item = items[Number(step)] as Node;
    return { key: item, value: item };
  }
  for (const item of items) {
    const { key, value } = item as { key?: unknown; value?: unknown };
    if (isNode(key) && String((key as { value?: unknown }).value) === step) return { key, value };
  }
  return undefined;
}
