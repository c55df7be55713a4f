/**
 * A failure that the person at the terminal can do something about. Everything else that is thrown is our defect and
 * is printed with its stack.
 */
export class SetupFailure extends Error {
  /**
   * @param {{ code: string, what: string, why: string, fix: string, output?: string }} parts
   *   `code` is one of packages/protocol/src/error-codes.ts; `output` is what a failed tool printed.
   */
  constructor({ code, what, why, fix, output }) {
    super(what);
    this.name = 'SetupFailure';
    this.code = code;
    this.why = why;
    this.fix = fix;
    this.output = output;
  }
}

/** The failure as the terminal shows it: what happened, why, what to do. */
export function describeFailure(error) {
  if (!(error instanceof SetupFailure)) return `${error?.stack ?? error}\n`;
  const output = error.output?.trim();
  return [
    output ? `${lastLines(output, OUTPUT_LINES_MAX)}\n` : '',
    `error ${error.code}: ${error.message}`,
    `  why: ${error.why}`,
    `  fix: ${error.fix}`,
    '',
  ]
    .filter((line, index) => index > 0 || line)
    .join('\n');
}

const OUTPUT_LINES_MAX = 60;

function lastLines(text, count) {
  const lines = text.split('\n');
  return lines.length <= count
    ? text
    : `… ${lines.length - count} lines above …\n${lines.slice(-count).join('\n')}`;
}
