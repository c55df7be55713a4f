import type { Block, Document } from './markdown.ts';

/**
 * Where the commands of the documents run. `clone` is a running Kontor with the storefront; `folder` the same with nothing
 * but what the document wrote before.
 */
export const SCENARIOS = ['clone'] as const;
export type Scenario = (typeof SCENARIOS)[number];

/**
 * What the tests do with a block, as the comment above it says:
 *
 *   <!-- run: clone -->          run it in this scenario; it must end with 0
 *   <!-- run: clone, exit 1 -->  …or with what is said
 *   <!-- output -->              the last run printed these lines, in this order; `…` stands for anything
 *   <!-- file: a/b.graphql -->   write it there before the next run
 *   <!-- query: storefront -->   an operation that this graph's API answers (also `platform`)
 *   <!-- yaml: kontor.yaml -->   a whole file, read by the parser of such files
 *   <!-- not run: why -->        nothing; the reason is for people
 */
export type Step =
  | { kind: 'run'; scenario: Scenario; exitCode: number; block: Block }
  | { kind: 'output'; block: Block }
  | { kind: 'file'; path: string; block: Block }
  | { kind: 'query'; graph: 'storefront' | 'platform'; block: Block }
  | { kind: 'yaml'; file: string; block: Block }
  | { kind: 'not-run'; why: string; block: Block };

const SHELL = new Set(['bash', 'sh', 'shell', 'console']);
/** Languages of which every block must say what it is for. */
const MARKED = new Set([...SHELL, 'graphql', 'yaml', 'yml', 'json']);

/** The steps of a document, or what is wrong with its marks, in words. Pure. */
export function planBlocks({ path, blocks }: Document): { steps: Step[]; problems: string[] } {
  const steps: Step[] = [];
  const problems: string[] = [];
  for (const block of blocks) {
    const step = stepOf(block);
    if (typeof step === 'string') problems.push(`${path}:${block.line}: ${step}`);
    else if (step) steps.push(step);
  }
  return { steps, problems };
}

function stepOf(block: Block): Step | string | undefined {
  const { mark, language } = block;
  if (mark === undefined)
    return MARKED.has(language)
      ? `a block of ${language} without a mark that says what it is for`
      : undefined;
  const [verb = '', rest = ''] = split(mark, ': ');
  switch (verb) {
    case 'run': {
      const [scenario = '', exit] = split(rest, ', exit ');
      if (!SHELL.has(language)) return `only shell blocks run, not ${language}`;
      if (!isScenario(scenario)) return `no scenario is named "${scenario}"`;
      return { kind: 'run', scenario, exitCode: Number(exit ?? 0), block };
    }
    case 'output':
      return { kind: 'output', block };
    case 'file':
      return /^[\w./-]+$/.test(rest) && !rest.includes('..')
        ? { kind: 'file', path: rest, block }
        : `"${rest}" is no place for a file`;
    case 'query':
      return rest === 'storefront' || rest === 'platform'
        ? { kind: 'query', graph: rest, block }
        : `no graph is named "${rest}"`;
    case 'yaml':
      return { kind: 'yaml', file: rest, block };
    case 'not run':
      return rest.length >= WHY_LENGTH_MIN ? { kind: 'not-run', why: rest, block } : 'say why it is not run';
    default:
      return `"${mark}" is no mark`;
  }
}

const WHY_LENGTH_MIN = 10;

const split = (text: string, at: string): [string, string?] => {
  const index = text.indexOf(at);
  return index === -1 ? [text] : [text.slice(0, index), text.slice(index + at.length)];
};

const isScenario = (name: string): name is Scenario => (SCENARIOS as readonly string[]).includes(name);
