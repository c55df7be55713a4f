import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { curlCommand, untilAnswered } from './first-answer.js';

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

describe('untilAnswered', () => {
  type Canned = { status: number; body: string };
  const WHOLE: Canned = { status: 200, body: '{"data":{"a":1}}' };
  const FLAWED: Canned = {
    status: 200,
    body: '{"data":{"a":null},"errors":[{"message":"reviews is away"}]}',
  };
  const NOT_READY: Canned = { status: 503, body: '{"errors":[{"message":"no supergraph yet"}]}' };

  /** A gateway that gives these answers in turn, the last one for ever. */
  async function gatewayWith(answers: readonly Canned[], use: (url: string) => Promise<void>): Promise<void> {
    let asked = 0;
    const server = createServer((_request, response) => {
      const { status, body } = answers[Math.min(asked, answers.length - 1)] as Canned;
      asked += 1;
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    try {
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }
  const never = new AbortController().signal;

  it('waits for an answer without errors while the start is under way', () =>
    gatewayWith([NOT_READY, FLAWED, FLAWED, WHOLE], async (url) => {
      const refusals: string[] = [];
      const onRefusal = (why: string) => void refusals.push(why);
      const waiting = { signal: never, flawedWillDo: never, onRefusal };
      expect(await untilAnswered(url, '{ a }', waiting)).toEqual({ kind: 'whole' });
      expect(refusals).toEqual(['no supergraph yet', 'reviews is away', 'reviews is away']);
    }));

  it('takes an answer with errors once that will do, and says why', () =>
    gatewayWith([FLAWED], async (url) => {
      const waiting = { signal: never, flawedWillDo: AbortSignal.abort() };
      expect(await untilAnswered(url, '{ a }', waiting)).toEqual({ kind: 'flawed', why: 'reviews is away' });
    }));

  it('never takes a gateway that is not ready for an answer', () =>
    gatewayWith([NOT_READY], async (url) => {
      const stop = new AbortController();
      const waiting = {
        signal: stop.signal,
        flawedWillDo: AbortSignal.abort(),
        onRefusal: () => stop.abort(new Error('enough')),
      };
      await expect(untilAnswered(url, '{ a }', waiting)).rejects.toThrow('enough');
    }));
});
