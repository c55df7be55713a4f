import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readSupergraph } from '@kontor/federation';
import { compose } from '@kontor/federation/compose';
import { gatewayConfigSchema } from '@kontor/gateway';
import { buildSchema, parse, validate, type GraphQLSchema } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { COMMANDS } from '../../cli/src/commands/index.js';
import { parseKontorConfig } from '../../cli/src/launcher/config.js';
import { toConfig } from '../../cli/src/supergraph/supergraph-config.js';
import { planBlocks, type Step } from './block-plan.ts';
import { findCommandMistake, kontorLines } from './command-lines.ts';
import { readDocuments, readGuides, root } from './documents.ts';

const documents = readDocuments();
const guides = readGuides().map((document) => ({ document, ...planBlocks(document) }));
const stepsOf = <K extends Step['kind']>(kind: K) =>
  guides.flatMap(({ document, steps }) =>
    steps
      .filter((step): step is Extract<Step, { kind: K }> => step.kind === kind)
      .map((step) => ({ ...step, place: `${document.path}:${step.block.line}` })),
  );

describe('the documents', () => {
  it('say of every block what becomes of it', () => {
    expect(guides.flatMap(({ problems }) => problems)).toEqual([]);
  });

  it('link only to what is there', () => {
    const anchors = new Map(documents.map((document) => [document.path, document.anchors]));
    const broken = documents.flatMap(({ path, links }) =>
      links
        .filter(({ target }) => !/^(https?:|mailto:)/.test(target))
        .filter(({ target }) => {
          const [file = '', anchor] = target.split('#');
          const place =
            file === '' ? path : relative(root, join(root, dirname(path), file)).replaceAll('\\', '/');
          if (!existsSync(join(root, place))) return true;
          return anchor !== undefined && !anchors.get(place)?.includes(anchor);
        })
        .map(({ target, line }) => `${path}:${line}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('are all reached from their index', () => {
    const index = documents.find(({ path }) => path === 'docs/README.md');
    const named = index?.links.map(({ target }) => target) ?? [];
    const others = globSync('docs/*.md', { cwd: root }).map((path) =>
      path.replaceAll('\\', '/').slice('docs/'.length),
    );
    expect(others.filter((name) => name !== 'README.md' && !named.includes(name))).toEqual([]);
  });

  it('name only commands and flags that exist', async () => {
    const lines = documents
      .filter(({ path }) => path !== 'docs/errors.md')
      .flatMap(({ path, blocks, spans }) => [
        ...blocks.map(({ text, line }) => ({ text, place: `${path}:${line}` })),
        ...spans.map(({ text, line }) => ({ text, place: `${path}:${line}` })),
      ]);
    const mistakes = [];
    for (const { text, place } of lines)
      for (const words of kontorLines(text.replaceAll(/\\?\|/g, '\n')).filter(isWhole)) {
        const mistake = await findCommandMistake(words);
        if (mistake) mistakes.push(`${place}: ${mistake}`);
      }
    expect(mistakes).toEqual([]);
  });

  it('say a reason where a block is not run', () => {
    for (const { why } of stepsOf('not-run')) expect(why).toMatch(/\w+ \w+/);
  });
});

/** `kontor graph create|list` is two commands, and `kontor <noun> <verb>` and `kontor …` are none. */
const isWhole = (words: readonly string[]): boolean => !words.some((word) => /^[<…]|\|/.test(word));

describe('the table of commands in the README', () => {
  const rows = readFileSync(join(root, 'README.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\|\s*`kontor /.test(line))
    .map((line) => line.split(/(?<!\\)\|/)[1] ?? '');
  const named = rows
    .flatMap((cell) =>
      [...cell.matchAll(/`kontor ([^`]+)`/g)].map(([, words = '']) => words.replaceAll('\\|', '|')),
    )
    .flatMap((words) => {
      const [noun = '', verbs = ''] = words.split(' ');
      if (verbs.includes('|')) return verbs.split('|').map((verb) => `${noun} ${verb}`);
      return COMMANDS.some(({ path }) => path === `${noun} ${verbs}`) ? [`${noun} ${verbs}`] : [noun];
    });

  it('has every command, and none that is not there', () => {
    expect([...new Set(named)].toSorted()).toEqual(COMMANDS.map(({ path }) => path).toSorted());
  });
});

describe('what the documents show', () => {
  const storefront = () => {
    const subgraphs = globSync('subgraphs/storefront/*/schema.graphql', { cwd: root }).map((path) => ({
      name: dirname(path).split(/[\\/]/).at(-1) ?? '',
      url: 'http://127.0.0.1:1/graphql',
      sdl: readFileSync(join(root, path), 'utf8'),
    }));
    const composition = compose(subgraphs);
    if (composition.kind === 'refused') throw new Error(JSON.stringify(composition.problems));
    return buildSchema(composition.apiSdl);
  };
  const platform = () => {
    const reading = readSupergraph(
      readFileSync(join(root, 'platform/dist/kontor.supergraph.graphql'), 'utf8'),
    );
    if (reading.kind !== 'readable') throw new Error('the supergraph of the platform cannot be read');
    return reading.apiSchema;
  };
  const apis: Record<'storefront' | 'platform', () => GraphQLSchema> = { storefront, platform };

  it('are operations that the graph answers', () => {
    for (const { graph, block, place } of stepsOf('query'))
      expect({ place, errors: validate(apis[graph](), parse(block.text)).map(String) }).toEqual({
        place,
        errors: [],
      });
  });

  it('are files that their readers take', () => {
    const readers: Record<string, (text: string) => unknown> = {
      'kontor.yaml': (text) => {
        const verdict = parseKontorConfig(text);
        if (verdict.kind === 'invalid') throw new Error(JSON.stringify(verdict.problems));
      },
      'supergraph.yaml': (text) => toConfig(parseYaml(text), root, 'supergraph.yaml'),
      // Its key comes from the environment, as the document says.
      'gateway.yaml': (text) => {
        const { registry, ...rest } = parseYaml(text) as { registry?: object };
        return gatewayConfigSchema.parse({ ...rest, registry: { apiKey: 'a key', ...registry } });
      },
    };
    for (const { file, block, place } of stepsOf('yaml')) {
      expect({ place, reader: Object.keys(readers).includes(file) }).toEqual({ place, reader: true });
      expect(() => readers[file]?.(block.text)).not.toThrow();
    }
  });
});
