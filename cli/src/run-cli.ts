import { rm, stat, writeFile, rename } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { ERROR_CODES, findErrorCode } from '@kontor/protocol';
import type { CommandContext, Outcome, OutputFormat } from './command.js';
import { ok } from './command.js';
import { parseCommand, readRequest, requestedFormat } from './command-line.js';
import { EXIT_CODES, type ExitCode } from './exit-codes.js';
import { CliFailure, codedReason, couldNotRun } from './failure.js';
import type { Io } from './io.js';
import { envelopeOf, envelopeOfFailure, renderEnvelope } from './output/envelope.js';
import { renderOverview } from './output/overview.js';
import { silentProgress, terminalProgress } from './output/progress.js';
import { createStyle, printable, type Style, wantsColours } from './output/style.js';
import { cliVersion } from './version.js';

/** Runs one command line and returns its exit code. Everything printed goes through `io`. */
export async function runCli(argv: readonly string[], io: Io): Promise<ExitCode> {
  const format = requestedFormat(argv);
  try {
    const outcome = await perform(argv, format, io);
    return outcome.kind === 'ok' ? EXIT_CODES.ok : EXIT_CODES.no;
  } catch (error) {
    const failure = asFailure(error);
    await reportFailure(failure, error, format, io);
    return failure.exitCode;
  }
}

async function perform(argv: readonly string[], format: OutputFormat, io: Io): Promise<Outcome> {
  const request = readRequest(argv);
  const report = (outcome: Outcome, output?: string) => reportOutcome(outcome, format, io, output);
  switch (request.kind) {
    case 'version':
      return report(
        ok({ version: cliVersion(), node: process.versions.node }, () => `kontor ${cliVersion()}`),
      );
    case 'overview': {
      const { noun } = request;
      return report(
        ok({ help: renderOverview(createStyle(false), noun) }, (style) => renderOverview(style, noun)),
      );
    }
    case 'command': {
      const { command } = await request.entry.load();
      const parsed = parseCommand(request.entry, command, request.rest);
      if (parsed.kind === 'help') return report(ok({ help: parsed.text }, () => parsed.text.trimEnd()));
      // A key's secret is shown once: that it cannot be written must come out before there is one.
      if (parsed.output !== undefined) await refuseUnwritable(resolve(io.cwd, parsed.output));
      let announced = false;
      const context: CommandContext = {
        ...createContext(format, io),
        async announce(outcome) {
          announced = true;
          // Standard output belongs to the process's log, one JSON object a line: the envelope fits in, prose does not.
          if (format === 'json') await report(outcome, parsed.output);
          else if (io.stderr.isTTY)
            await tell(io.stderr, `${outcome.text(createStyle(wantsColours(io.stderr, io.env)))}\n`);
        },
      };
      const outcome = await command.run(parsed, context);
      return announced ? outcome : report(outcome, parsed.output);
    }
  }
}

function createContext(format: OutputFormat, io: Io): Omit<CommandContext, 'announce'> {
  const toPeople = format === 'text';
  const style = createStyle(wantsColours(io.stderr, io.env));
  return {
    io,
    format,
    progress: toPeople && io.stderr.isTTY ? terminalProgress(io.stderr) : silentProgress,
    note: (text) => {
      if (toPeople) io.stderr.write(`${style.warn('note:')} ${printable(text)}\n`);
    },
  };
}

async function reportOutcome(
  outcome: Outcome,
  format: OutputFormat,
  io: Io,
  output: string | undefined,
): Promise<Outcome> {
  const colours = output === undefined && wantsColours(io.stdout, io.env);
  const text =
    format === 'json'
      ? renderEnvelope(envelopeOf(outcome))
      : `${outcome.text(createStyle(colours)).replace(/\n+$/, '')}\n`;
  if (output === undefined) await print(io.stdout, text);
  else await writeOutput(resolve(io.cwd, output), text, outcome);
  return outcome;
}

/** All or nothing: a reader of the file never sees half of it, and a failed command leaves the old one. */
async function writeOutput(path: string, text: string, outcome: Outcome): Promise<void> {
  await withTemporary(path, async (temporary) => {
    await writeFile(temporary, text, { mode: outcome.kind === 'ok' && outcome.secret ? 0o600 : 0o644 });
    await rename(temporary, path);
  });
}

/** Tries what {@link writeOutput} will do, short of touching the file. */
async function refuseUnwritable(path: string): Promise<void> {
  await withTemporary(path, async (temporary) => {
    await writeFile(temporary, '', { mode: 0o600 });
    const there = await stat(path).catch(() => undefined);
    if (there?.isDirectory()) throw new Error('it is a folder');
  });
}

async function withTemporary(path: string, work: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await work(temporary);
  } catch (error) {
    throw couldNotRun('OUTPUT_NOT_WRITABLE', `${path} cannot be written: ${(error as Error).message}.`);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

function asFailure(error: unknown): CliFailure {
  if (error instanceof CliFailure) return error;
  const reason = codedReason(error);
  if (reason !== undefined) return new CliFailure('couldNotRun', reason, { cause: error });
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return couldNotRun('CLI_DEFECT', `${ERROR_CODES.CLI_DEFECT.what} ${name}: ${message}`, undefined, error);
}

async function reportFailure(
  failure: CliFailure,
  error: unknown,
  format: OutputFormat,
  io: Io,
): Promise<void> {
  if (io.env['KONTOR_DEBUG'] && error instanceof Error)
    await tell(io.stderr, `${printable(error.stack ?? error.message)}\n`);
  // An envelope that cannot be written leaves the words for people.
  if (format === 'json' && (await tell(io.stdout, renderEnvelope(envelopeOfFailure(failure))))) return;
  await tell(io.stderr, renderFailure(failure, createStyle(wantsColours(io.stderr, io.env))));
}

function renderFailure(failure: CliFailure, style: Style): string {
  // Of a wrong command line the message has said all there is.
  const why = failure.kind === 'badUsage' ? undefined : findErrorCode(failure.code)?.why;
  const lines = [
    `${style.bad(style.bold('error'))} ${style.bold(printable(failure.code))}: ${printable(failure.message)}`,
    ...(why === undefined ? [] : [`  ${style.dim('why:')}  ${why}`]),
    `  ${style.good('fix:')}  ${printable(failure.fix)}`,
    ...(why === undefined ? [] : [`  ${style.dim('more:')} kontor explain ${failure.code}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Hands the answer over; a reader that went away (`| head`) is no error, a full disk is. */
async function print(stream: Io['stdout'], text: string): Promise<void> {
  const error = await write(stream, text);
  if (error != null && (error as NodeJS.ErrnoException).code !== 'EPIPE')
    throw couldNotRun('OUTPUT_NOT_WRITABLE', `Standard output cannot be written: ${error.message}.`);
}

/** For what is said on the way out: if nobody can hear it, there is nobody to tell. True when it was handed over. */
const tell = async (stream: Io['stdout'], text: string): Promise<boolean> =>
  (await write(stream, text)) == null;

/** Resolves when the text is handed over, or with the reason why not. */
const write = (stream: Io['stdout'], text: string): Promise<Error | null | undefined> =>
  new Promise((done) => {
    stream.write(text, done);
  });
