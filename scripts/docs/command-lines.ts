import { COMMANDS } from '../../cli/src/commands/index.js';

/** Every `kontor …` of a shell text, its words up to a pipe, redirection or the end of the line. Pure. */
export const kontorLines = (shell: string): string[][] =>
  shell
    .replaceAll(/\\\n\s*/g, ' ')
    .split(/\n|&&|\|\||[;|]/)
    .map((line) => line.replace(/^\s*(\$\s+)?([A-Z_]+=\S*\s+)*(npx\s+)?/, ''))
    .filter((line) => /^kontor(\s|$)/.test(line))
    .map((line) => (line.replace(/\s[>#].*$/, '').match(/'[^']*'|"[^"]*"|\S+/g) ?? []).slice(1));

/** What is wrong with the words behind `kontor`: no such command, no such flag. Undefined when nothing is. */
export async function findCommandMistake(words: readonly string[]): Promise<string | undefined> {
  const nouns = words.filter((word) => /^[a-z][a-z-]*$/.test(word));
  if (words.length === 0 || words[0]?.startsWith('-')) return undefined;
  const known = [2, 1]
    .map((length) => COMMANDS.find(({ path }) => path === words.slice(0, length).join(' ')))
    .find((entry) => entry !== undefined);
  if (!known) {
    const isNoun = nouns.length === 1 && COMMANDS.some(({ path }) => path.startsWith(`${nouns[0]} `));
    return isNoun ? undefined : `there is no command "kontor ${words.slice(0, 2).join(' ')}"`;
  }
  const { command } = await known.load();
  const flags = new Set([...Object.keys(command.options).map(toFlag), ...GLOBAL_FLAGS]);
  const unknown = words
    .filter((word) => word.startsWith('--'))
    .map((word) => word.split('=')[0] as string)
    .find((flag) => !flags.has(flag));
  return unknown === undefined ? undefined : `"kontor ${known.path}" has no ${unknown}`;
}

const GLOBAL_FLAGS = ['--format', '--output', '--help', '--version'];

const toFlag = (option: string): string =>
  `--${option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
