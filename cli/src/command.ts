import type { Io } from './io.js';
import { badUsage, type Reason } from './failure.js';
import type { Style } from './output/style.js';
import type { Progress } from './output/progress.js';

/** What a command came to. Failures to run are thrown as CliFailure instead. */
export type Outcome =
  | {
      readonly kind: 'ok';
      readonly data: unknown;
      readonly text: (style: Style) => string;
      /** The answer holds a secret: a file it is written to is readable by its owner alone. */
      readonly secret?: boolean;
    }
  /** It ran, and the answer is no: exit 1. `data` says what was found, `reason` why that is a no. */
  | {
      readonly kind: 'no';
      readonly data: unknown;
      readonly text: (style: Style) => string;
      readonly reason: Reason;
    };

export const ok = (data: unknown, text: (style: Style) => string, secret = false): Outcome => ({
  kind: 'ok',
  data,
  text,
  secret,
});

export const no = (reason: Reason, data: unknown, text: (style: Style) => string): Outcome => ({
  kind: 'no',
  data,
  text,
  reason,
});

/** What a command gets besides its own arguments and options. */
export interface CommandContext {
  readonly io: Io;
  readonly format: OutputFormat;
  /** A line on stderr while something takes time; silent unless stderr is a terminal and the format is text. */
  readonly progress: Progress;
  /** A remark for people on stderr that is no part of the answer; never to a file, silent with --format json. */
  note(text: string): void;
  /**
   * For commands that run until stopped: reports that they are up (the envelope with --format json) and returns,
   * while the command goes on. The outcome such a command returns in the end is not printed again.
   */
  announce(outcome: Outcome): Promise<void>;
}

export type OutputFormat = 'text' | 'json';

export interface ArgumentSpec<T> {
  readonly placeholder: string;
  readonly describe: string;
  readonly required: boolean;
  readonly variadic: boolean;
  /** Phantom: the type of the parsed value. */
  readonly type?: T;
}

export interface OptionSpec<T> {
  readonly kind: 'flag' | 'value' | 'list';
  /** Without it, the option is a flag. */
  readonly placeholder?: string;
  readonly describe: string;
  readonly required: boolean;
  readonly choices?: readonly string[];
  /** Of a list: do commas part values? Default true. */
  readonly commas?: boolean;
  /** Throws a CliFailure (bad usage) on an unusable value. */
  readonly parse?: (value: string, flag: string) => unknown;
  readonly type?: T;
}

type Values<S extends Readonly<Record<string, { readonly type?: unknown }>>> = {
  readonly [K in keyof S]: S[K] extends { readonly type?: infer T } ? T : never;
};

export interface CommandInput<
  A extends Readonly<Record<string, ArgumentSpec<unknown>>>,
  O extends Readonly<Record<string, OptionSpec<unknown>>>,
> {
  readonly args: Values<A>;
  readonly options: Values<O>;
}

export interface CommandDefinition<
  A extends Readonly<Record<string, ArgumentSpec<unknown>>> = Readonly<Record<string, ArgumentSpec<unknown>>>,
  O extends Readonly<Record<string, OptionSpec<unknown>>> = Readonly<Record<string, OptionSpec<unknown>>>,
> {
  /** More than the one line of the list, for `--help`. */
  readonly description?: string;
  readonly args: A;
  /** camelCase here, `--kebab-case` on the command line. */
  readonly options: O;
  /** Command lines without the leading `kontor`. */
  readonly examples: readonly string[];
  run(input: CommandInput<A, O>, context: CommandContext): Promise<Outcome>;
}

export type AnyCommand = Omit<CommandDefinition, 'run'> & {
  run(
    input: { args: Record<string, unknown>; options: Record<string, unknown> },
    context: CommandContext,
  ): Promise<Outcome>;
};

/** Keeps argument and option types between a command's declaration and its `run`. */
export const defineCommand = <
  A extends Readonly<Record<string, ArgumentSpec<unknown>>>,
  O extends Readonly<Record<string, OptionSpec<unknown>>>,
>(
  definition: CommandDefinition<A, O>,
): AnyCommand => definition as unknown as AnyCommand;

export const argument = (placeholder: string, describe: string): ArgumentSpec<string> => ({
  placeholder,
  describe,
  required: true,
  variadic: false,
});

export const optionalArgument = (
  placeholder: string,
  describe: string,
): ArgumentSpec<string | undefined> => ({
  placeholder,
  describe,
  required: false,
  variadic: false,
});

export const flag = (describe: string): OptionSpec<boolean> => ({ kind: 'flag', describe, required: false });

export const value = (placeholder: string, describe: string): OptionSpec<string | undefined> => ({
  kind: 'value',
  placeholder,
  describe,
  required: false,
});

export const requiredValue = (placeholder: string, describe: string): OptionSpec<string> => ({
  kind: 'value',
  placeholder,
  describe,
  required: true,
});

export const choice = <const C extends readonly string[]>(
  choices: C,
  describe: string,
): OptionSpec<C[number] | undefined> => ({
  kind: 'value',
  placeholder: 'name',
  choices,
  describe,
  required: false,
});

/** May be given several times; each may hold several, parted by commas. */
export const list = (placeholder: string, describe: string): OptionSpec<readonly string[]> => ({
  kind: 'list',
  placeholder,
  describe: `${describe} Repeat it, or part values by commas.`,
  required: false,
});

/** May be given several times, one value each. */
export const repeated = (placeholder: string, describe: string): OptionSpec<readonly string[]> => ({
  kind: 'list',
  placeholder,
  describe,
  required: false,
  commas: false,
});

/** A whole number within bounds. */
export const wholeNumber = (
  placeholder: string,
  describe: string,
  bounds: { min: number; max: number },
): OptionSpec<number | undefined> => ({
  kind: 'value',
  placeholder,
  describe,
  required: false,
  parse: (text, flagName) => parseWholeNumber(text, flagName, bounds),
});

function parseWholeNumber(
  text: string,
  flagName: string,
  { min, max }: { min: number; max: number },
): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= min && number <= max))
    throw badUsage('USAGE_INVALID', `${flagName} takes a whole number from ${min} to ${max}, not "${text}".`);
  return number;
}
