import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { curlCommand } from './first-answer.js';

/** The words that a shell makes of the command line. */
const wordsOf = (command: string): string[] =>
  execFileSync('/bin/sh', ['-c', command.replace('curl', 'printf "%s\\n"')], { encoding: 'utf8' }).split(
    '\n',
  );

describe('curlCommand', () => {
  it('survives the shell, quotes and line breaks included', () => {
    const words = wordsOf(
      curlCommand('http://127.0.0.1:4000/graphql', `{\n  find(text: "it's")  { name }\n}\n`),
    );
    expect(words[1]).toBe('http://127.0.0.1:4000/graphql');
    expect(JSON.parse(words[5] ?? '')).toEqual({ query: `{ find(text: "it's") { name } }` });
  });
});
