import { describe, expect, it } from '@jest/globals';
import {
  argument,
  type AnyCommand,
  choice,
  defineCommand,
  flag,
  list,
  ok,
  requiredValue,
  value,
  wholeNumber,
} from './command.js';
import { parseCommand, readRequest, requestedFormat } from './command-line.js';
import { type CommandEntry, COMMANDS } from './commands/index.js';
import { CliFailure } from './failure.js';

const failureOf = (work: () => unknown): CliFailure => {
  try {
    work();
  } catch (error) {
    if (error instanceof CliFailure) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('finding the command', () => {
  it('finds every command of the list by its words', () => {
    for (const entry of COMMANDS) {
      const request = readRequest([...entry.path.split(' '), '--help']);
      expect(request).toEqual({ kind: 'command', entry, rest: ['--help'] });
    }
  });

  it('takes the flags that every command has before its noun too', () => {
    const request = readRequest(['--format', 'json', 'graph', '--home', 'x', 'list', '--limit', '3']);
    expect(request).toMatchObject({
      kind: 'command',
      entry: { path: 'graph list' },
      rest: ['--format', 'json', '--home', 'x', '--limit', '3'],
    });
  });

  it('shows the overview for nothing, for --help and for help', () => {
    expect(readRequest([])).toEqual({ kind: 'overview' });
    expect(readRequest(['--help'])).toEqual({ kind: 'overview' });
    expect(readRequest(['help'])).toEqual({ kind: 'overview' });
    expect(readRequest(['subgraph', '--help'])).toEqual({ kind: 'overview', noun: 'subgraph' });
    expect(readRequest(['help', 'subgraph', 'list'])).toMatchObject({ kind: 'command', rest: ['--help'] });
  });

  it('tells the version without a command only', () => {
    expect(readRequest(['--version'])).toEqual({ kind: 'version' });
    expect(readRequest(['whoami', '--version'])).toMatchObject({ kind: 'command' });
  });

  it('suggests what was probably meant', () => {
    expect(failureOf(() => readRequest(['subgrahp', 'list'])).message).toContain(
      'Did you mean `kontor subgraph`?',
    );
    expect(failureOf(() => readRequest(['subgraph', 'publsh'])).message).toContain('kontor subgraph publish');
    expect(failureOf(() => readRequest(['zzz'])).message).toBe('There is no command "zzz".');
  });

  it('lists the verbs of a noun that came alone', () => {
    const failure = failureOf(() => readRequest(['launch']));
    expect(failure).toMatchObject({ kind: 'badUsage', exitCode: 3, code: 'USAGE_INVALID' });
    expect(failure.message).toContain('list, show');
  });
});

describe('the form of the output', () => {
  it('is found wherever the flag stands, so that usage errors come in it', () => {
    expect(requestedFormat(['graph', 'list', '--format', 'json'])).toBe('json');
    expect(requestedFormat(['--format=json', 'nonsense'])).toBe('json');
    expect(requestedFormat(['graph', 'list'])).toBe('text');
    expect(requestedFormat(['graph', 'list', '--', '--format=json'])).toBe('text');
  });
});

describe('parsing', () => {
  const entry: CommandEntry = {
    path: 'graph list',
    group: 'Graphs',
    summary: 'For tests.',
    load: () => Promise.reject(new Error()),
  };
  const command: AnyCommand = defineCommand({
    args: { ref: argument('graph', 'The graph.') },
    options: {
      name: requiredValue('name', 'A name.'),
      note: value('text', 'A note.'),
      role: choice(['owner', 'viewer'], 'A role.'),
      graph: list('graph', 'Graphs.'),
      dryRun: flag('Write nothing.'),
      limit: wholeNumber('count', 'How many.', { min: 1, max: 10 }),
    },
    examples: ['graph list x --name y', 'cat x | kontor graph list x --name -'],
    run: () => Promise.resolve(ok(null, () => '')),
  });
  const parse = (...words: string[]) => parseCommand(entry, command, words);

  it('gives every option a value of its kind', () => {
    expect(parse('shop', '--name', 'n', '--graph', 'a, b', '--graph=c', '--dry-run', '--limit', '7')).toEqual(
      {
        kind: 'run',
        args: { ref: 'shop' },
        options: { name: 'n', graph: ['a', 'b', 'c'], dryRun: true, limit: 7 },
      },
    );
    expect(parse('shop', '--name=n')).toMatchObject({ options: { graph: [], dryRun: false } });
  });

  it('takes - as a value, and what follows -- as arguments', () => {
    expect(parse('--name', '-', '--', '--odd')).toMatchObject({
      args: { ref: '--odd' },
      options: { name: '-' },
    });
  });

  it('keeps --output apart', () => {
    expect(parse('shop', '--name', 'n', '-o', 'file')).toMatchObject({ output: 'file' });
  });

  it.each([
    [['shop'], "Required option '--name <name>' not specified."],
    [['--name', 'n'], "Missing required argument 'graph'."],
    [['shop', 'more', '--name', 'n'], /[Tt]oo many arguments/],
    [['shop', '--name', 'n', '--limit', '0'], '--limit takes a whole number from 1 to 10, not "0".'],
    [['shop', '--name', 'n', '--limit', '1e1'], /whole number/],
    [['shop', '--name', 'n', '--role', 'king'], /owner, viewer/],
    [['shop', '--nam', 'n'], /--name/],
    [['shop', '--name', 'n', '--format', 'xml'], /text, json/],
  ])('refuses %j', (words, message) => {
    const failure = failureOf(() => parse(...words));
    expect(failure).toMatchObject({ code: 'USAGE_INVALID', exitCode: 3 });
    expect(failure.message).toMatch(message);
  });

  it('says why a key does not belong on the command line', () => {
    expect(failureOf(() => parse('shop', '--name', 'n', '--api-key', 'secret')).fix).toContain(
      'KONTOR_API_KEY',
    );
  });

  it('shows usage, required flags and examples as help', () => {
    const help = parse('--help');
    if (help.kind !== 'help') throw new Error('no help');
    expect(help.text).toContain('Usage: kontor graph list <graph> --name <name> [flags]');
    expect(help.text).toContain('  $ kontor graph list x --name y');
    expect(help.text).toContain('  $ cat x | kontor graph list x --name -');
  });
});
