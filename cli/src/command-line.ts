import { Argument, Command, CommanderError, Option } from 'commander';
import { type AnyCommand, type OptionSpec, type OutputFormat } from './command.js';
import { type CommandEntry, COMMANDS } from './commands/index.js';
import type { CliFailure } from './failure.js';
import { badUsage } from './failure.js';
import { nearest } from './nearest.js';

/** What a command line asks for. */
export type Request =
  | { readonly kind: 'version' }
  /** Help over everything, or over the verbs of one noun. */
  | { readonly kind: 'overview'; readonly noun?: string }
  | { readonly kind: 'command'; readonly entry: CommandEntry; readonly rest: readonly string[] };

export type ParsedCommand =
  | { readonly kind: 'help'; readonly text: string }
  | {
      readonly kind: 'run';
      readonly args: Record<string, unknown>;
      readonly options: Record<string, unknown>;
      readonly output?: string;
    };

/** Flags that every command has, known before the command is. */
const FORMATS = ['text', 'json'] as const satisfies OutputFormat[];
const VALUE_FLAGS_BEFORE_COMMAND = new Set([
  '--format',
  '--output',
  '-o',
  '--platform-url',
  '--api-key-file',
  '--home',
]);

/** The form asked for, found without understanding the rest, so that usage errors come in it too. */
export function requestedFormat(argv: readonly string[]): OutputFormat {
  const end = argv.indexOf('--');
  const flags = end < 0 ? argv : argv.slice(0, end);
  return flags.some(
    (word, index) => word === '--format=json' || (word === '--format' && flags[index + 1] === 'json'),
  )
    ? 'json'
    : 'text';
}

/** Finds the command without loading it. Throws a CliFailure (bad usage) for a noun or verb that does not exist. */
export function readRequest(argv: readonly string[]): Request {
  const words = commandWords(argv);
  const [first, second] = words;
  if (first === undefined)
    return argv.includes('--version') || argv.includes('-V') ? { kind: 'version' } : { kind: 'overview' };
  if (argv[first] === 'help') return readRequest([...argv.slice(first + 1), '--help']);
  const noun = argv[first] ?? '';
  const single = COMMANDS.find((entry) => entry.path === noun);
  if (single) return { kind: 'command', entry: single, rest: argv.toSpliced(first, 1) };
  const verbs = COMMANDS.filter((entry) => entry.path.startsWith(`${noun} `));
  if (verbs.length === 0) throw unknownCommand(noun);
  const verb = second === undefined ? undefined : argv[second];
  if (verb === undefined || second === undefined) {
    if (argv.includes('--help') || argv.includes('-h')) return { kind: 'overview', noun };
    throw badUsage(
      'USAGE_INVALID',
      `\`kontor ${noun}\` needs a verb: ${verbs.map((entry) => verbOf(entry)).join(', ')}.`,
    );
  }
  const entry = verbs.find((candidate) => verbOf(candidate) === verb);
  if (entry === undefined) throw unknownVerb(noun, verb, verbs.map(verbOf));
  return { kind: 'command', entry, rest: argv.filter((_, index) => index !== first && index !== second) };
}

/** Indexes of the first two words that are neither flags nor values of the flags every command has. */
function commandWords(argv: readonly string[]): number[] {
  const found: number[] = [];
  for (let index = 0; index < argv.length && found.length < 2; index++) {
    const word = argv[index] ?? '';
    if (word === '--') break;
    if (VALUE_FLAGS_BEFORE_COMMAND.has(word)) index++;
    else if (!word.startsWith('-')) found.push(index);
  }
  return found;
}

/** Parses a command's own arguments and flags. Throws a CliFailure (bad usage). */
export function parseCommand(
  entry: CommandEntry,
  definition: AnyCommand,
  rest: readonly string[],
): ParsedCommand {
  let help = '';
  const parser = buildParser(entry, definition, (text) => (help += text));
  try {
    parser.parse([...rest], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.code === 'commander.helpDisplayed') return { kind: 'help', text: help };
      throw usageError(error, entry, rest);
    }
    throw error;
  }
  const { format: _format, output, ...options } = parser.opts<Record<string, unknown>>();
  return {
    kind: 'run',
    args: Object.fromEntries(
      Object.keys(definition.args).map((name, index) => [name, parser.processedArgs[index] as unknown]),
    ),
    options: { ...emptyLists(definition), ...options },
    ...(typeof output === 'string' ? { output } : {}),
  };
}

function buildParser(
  entry: CommandEntry,
  definition: AnyCommand,
  writeHelp: (text: string) => void,
): Command {
  const parser = new Command(`kontor ${entry.path}`)
    .description(definition.description ? `${entry.summary}\n\n${definition.description}` : entry.summary)
    .exitOverride()
    .allowExcessArguments(false)
    .usage(usageLine(definition))
    .configureHelp({ optionDescription: describeOption })
    .helpOption('-h, --help', 'Show this.')
    .configureOutput({ writeOut: writeHelp, writeErr: () => undefined, getOutHelpWidth: () => HELP_COLUMNS });
  for (const spec of Object.values(definition.args)) {
    const name = `${spec.placeholder}${spec.variadic ? '...' : ''}`;
    parser.addArgument(new Argument(spec.required ? `<${name}>` : `[${name}]`, spec.describe));
  }
  for (const [name, spec] of Object.entries(definition.options)) parser.addOption(buildOption(name, spec));
  parser.addOption(
    new Option('--format <name>', 'How to print, for people (default) or programs.')
      .choices(FORMATS)
      .default('text'),
  );
  parser.addOption(
    new Option('-o, --output <file>', 'Write the answer to this file instead of standard output.'),
  );
  if (definition.examples.length > 0)
    parser.addHelpText('after', `\nExamples:\n${definition.examples.map(exampleLine).join('\n')}`);
  return parser;
}

const HELP_COLUMNS = 110;

/** Arguments, the flags that must be there, and a hint at the rest. */
function usageLine(definition: AnyCommand): string {
  const words = Object.values(definition.args).map((spec) =>
    spec.required ? `<${spec.placeholder}>` : `[${spec.placeholder}]`,
  );
  const required = Object.entries(definition.options).filter(([, spec]) => spec.required);
  return [
    ...words,
    ...required.map(([name, spec]) => `${longFlag(name)} <${spec.placeholder ?? 'value'}>`),
    '[flags]',
  ].join(' ');
}

const describeOption = (option: Option): string =>
  [
    option.description,
    ...(option.mandatory ? ['Required.'] : []),
    ...(option.argChoices ? [`One of ${option.argChoices.join(', ')}.`] : []),
  ].join(' ');

/** A pipeline is shown as it is. */
const exampleLine = (example: string): string =>
  `  $ ${example.includes('| kontor ') ? '' : 'kontor '}${example}`;

const longFlag = (name: string): string =>
  `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function buildOption(name: string, spec: OptionSpec<unknown>): Option {
  const long = longFlag(name);
  if (spec.kind === 'flag') return new Option(long, spec.describe);
  const option = new Option(`${long} <${spec.placeholder ?? 'value'}>`, spec.describe).makeOptionMandatory(
    spec.required,
  );
  if (spec.choices) option.choices(spec.choices);
  if (spec.kind === 'list')
    option.argParser((text: string, sofar: readonly string[] | undefined) => [
      ...(sofar ?? []),
      ...(spec.commas === false ? [text] : text.split(','))
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    ]);
  const { parse } = spec;
  if (parse) option.argParser((text: string) => parse(text, long));
  return option;
}

/** A list that was not given is empty, a flag that was not given is false. */
const emptyLists = (definition: AnyCommand): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(definition.options)
      .filter(([, spec]) => spec.kind !== 'value')
      .map(([name, spec]) => [name, spec.kind === 'list' ? [] : false]),
  );

function usageError(error: CommanderError, entry: CommandEntry, rest: readonly string[]): CliFailure {
  const message = error.message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
  const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.)]$/.test(message) ? '' : '.'}`;
  const fix = rest.some((word) => /^--(api-?)?key(=|$)/.test(word))
    ? 'A key on the command line shows in process lists and shell histories: set KONTOR_API_KEY or pass `--api-key-file FILE`.'
    : `\`kontor ${entry.path} --help\` shows its arguments and flags.`;
  return badUsage('USAGE_INVALID', sentence, fix);
}

const verbOf = (entry: CommandEntry): string => entry.path.split(' ')[1] ?? '';

function unknownCommand(word: string): CliFailure {
  const nouns = [...new Set(COMMANDS.map((entry) => entry.path.split(' ')[0] ?? ''))];
  const near = nearest(word, nouns);
  return badUsage(
    'USAGE_INVALID',
    `There is no command "${word}".${near ? ` Did you mean \`kontor ${near}\`?` : ''}`,
    '`kontor --help` lists the commands.',
  );
}

function unknownVerb(noun: string, verb: string, verbs: readonly string[]): CliFailure {
  const near = nearest(verb, verbs);
  return badUsage(
    'USAGE_INVALID',
    `\`kontor ${noun}\` knows no "${verb}".${near ? ` Did you mean \`kontor ${noun} ${near}\`?` : ''}`,
    `Its verbs are ${verbs.join(', ')}.`,
  );
}
