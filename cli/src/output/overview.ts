import { COMMAND_GROUPS, type CommandEntry, COMMANDS } from '../commands/index.js';
import type { Style } from './style.js';

/** `kontor --help`, or the verbs of one noun. */
export function renderOverview(style: Style, noun?: string): string {
  const shown = noun === undefined ? COMMANDS : COMMANDS.filter((entry) => entry.path.startsWith(`${noun} `));
  const width = Math.max(...shown.map((entry) => entry.path.length));
  const line = (entry: CommandEntry) => `  ${style.accent(entry.path.padEnd(width))}  ${entry.summary}`;
  if (noun !== undefined)
    return [
      `${style.bold('Usage:')} kontor ${noun} <verb> [flags]`,
      '',
      ...shown.map(line),
      '',
      `\`kontor ${noun} <verb> --help\` tells more.`,
    ].join('\n');
  return [
    `${style.bold('kontor')}: a self-hosted, federated GraphQL backend that starts with one command`,
    '',
    `${style.bold('Usage:')} kontor <noun> [verb] [flags]`,
    ...COMMAND_GROUPS.flatMap((group) => {
      const entries = shown.filter((entry) => entry.group === group);
      return entries.length === 0 ? [] : ['', style.bold(group), ...entries.map(line)];
    }),
    '',
    style.bold('Every command takes'),
    '  --format json   one line with data, or error with code, message and fix',
    '  --output FILE   write the answer to a file',
    '  --help          its arguments, flags and examples',
    '',
    `${style.bold('Values come from')} a flag, else the environment (KONTOR_PLATFORM_URL, KONTOR_API_KEY, KONTOR_HOME,`,
    'KONTOR_GRAPH_REF), else kontor.json in this folder or above. `kontor start` leaves an admin key in',
    'KONTOR_HOME/credentials, which is found by itself.',
    '',
    `${style.bold('Exit codes')}  0 done   1 the answer is no   2 could not run   3 bad usage`,
  ].join('\n');
}
