import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { ECHO_MS, listenForStop } from './stop-signal.js';

const listen = () => {
  const source = new EventEmitter() as unknown as NodeJS.Process;
  let nowMs = 0;
  const stop = listenForStop(source, () => nowMs);
  let forced = false;
  void stop.forced.then(() => (forced = true));
  return {
    stop,
    send: (name: string, atMs: number) => {
      nowMs = atMs;
      source.emit(name, name);
    },
    isForced: async () => {
      await Promise.resolve();
      return forced;
    },
    source,
  };
};

describe('listenForStop', () => {
  it('asks to drain with the first signal', async () => {
    const { stop, send, isForced } = listen();
    send('SIGTERM', 0);
    expect(stop.signal.aborted).toBe(true);
    expect(await stop.asked).toBe('SIGTERM');
    expect(await isForced()).toBe(false);
  });

  it('takes the copy of one Ctrl-C that npm passes on for what it is', async () => {
    const { send, isForced } = listen();
    send('SIGINT', 0);
    send('SIGINT', 5);
    expect(await isForced()).toBe(false);
  });

  it('forces with a second signal that somebody meant', async () => {
    const { send, isForced } = listen();
    send('SIGINT', 0);
    send('SIGINT', ECHO_MS + 1);
    expect(await isForced()).toBe(true);
  });

  it('leaves no listener behind', () => {
    const { stop, source } = listen();
    stop.close();
    expect(
      source.listenerCount('SIGINT') + source.listenerCount('SIGTERM') + source.listenerCount('SIGHUP'),
    ).toBe(0);
  });
});
