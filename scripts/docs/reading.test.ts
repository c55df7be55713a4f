import { describe, expect, it } from '@jest/globals';
import { planBlocks } from './block-plan.ts';
import { findCommandMistake, kontorLines } from './command-lines.ts';
import { firstMissingLine } from './expect-lines.ts';
import { anchorOf, readMarkdown } from './markdown.ts';

const plan = (text: string) => planBlocks(readMarkdown('a.md', text));

describe('marks', () => {
  it.each([
    ['```bash\nls\n```', 'without a mark'],
    ['<!-- run: nowhere -->\n```bash\nls\n```', 'no scenario'],
    ['<!-- run: clone -->\n```graphql\n{ a }\n```', 'only shell blocks'],
    ['<!-- not run: no -->\n```bash\nls\n```', 'say why'],
    ['<!-- file: ../up -->\n```graphql\ntype A\n```', 'no place'],
    ['<!-- maybe -->\n```bash\nls\n```', 'no mark'],
    ['<!-- run: clone -->\nwords between\n```bash\nls\n```', 'without a mark'],
  ])('are asked for and checked: %j', (text, problem) => {
    expect(plan(text).problems).toEqual([expect.stringContaining(problem)]);
  });

  it('say what to do', () => {
    const { steps } = plan('<!-- run: clone, exit 1 -->\n\n  ```bash\n  ls\n    -l\n  ```\n');
    expect(steps).toEqual([
      { kind: 'run', scenario: 'clone', exitCode: 1, block: expect.objectContaining({ text: 'ls\n  -l' }) },
    ]);
  });
});

describe('shown output', () => {
  const printed = 'one  two\n\nthree 123 ms\nfour';
  it.each(['one two\nfour', 'one two\n…\nthree … ms', ''])('is found: %j', (shown) => {
    expect(firstMissingLine(shown, printed)).toBeUndefined();
  });
  it.each([
    ['four\none two', 'one two'],
    ['three', 'three'],
  ])('is missed: %j', (shown, line) => {
    expect(firstMissingLine(shown, printed)).toBe(line);
  });
});

describe('commands', () => {
  it('are found in a shell text', () => {
    expect(
      kontorLines('npx kontor graph list\nA=1 kontor explain X | head && kontor doctor > a # why\nls kontor'),
    ).toEqual([['graph', 'list'], ['explain', 'X'], ['doctor']]);
    expect(kontorLines('npx kontor subgraph check a@b \\\n  --name x')[0]).toContain('--name');
  });

  it.each([
    [['graph', 'list'], undefined],
    [['graph', 'paint'], 'no command'],
    [['paint'], 'no command'],
    [['graph', 'list', '--format', 'json'], undefined],
    [['graph', 'list', '--colour'], 'no --colour'],
  ])('%j: %s', async (words, mistake) => {
    const found = await findCommandMistake(words);
    if (mistake === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(mistake);
  });
});

it('anchors are those of GitHub', () => {
  expect(['Move to a real PostgreSQL', '`kontor dev`, and more', 'kontor.yaml'].map(anchorOf)).toEqual([
    'move-to-a-real-postgresql',
    'kontor-dev-and-more',
    'kontoryaml',
  ]);
});
