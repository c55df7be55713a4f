import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createLogLines } from './log-lines.js';

function createLog() {
  const written: string[] = [];
  const lines = createLogLines({ write: (text) => written.push(text) });
  return { log: pino({ level: 'info', base: null, timestamp: false }, lines), written, lines };
}

describe('log lines', () => {
  it('of another process come behind those that waited', () => {
    const { log, written, lines } = createLog();
    log.info('ours');
    lines.pass('{"msg":"theirs"}\n');
    expect(written).toEqual(['{"level":30,"msg":"ours"}\n', '{"msg":"theirs"}\n']);
  });

  it('wait for each other, and are written in order', async () => {
    const { log, written } = createLog();
    log.info('one');
    log.info('two');
    expect(written).toEqual([]);
    while (written.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(written).toEqual(['{"level":30,"msg":"one"}\n{"level":30,"msg":"two"}\n']);
  });

  it.each(['warn', 'error', 'fatal'] as const)('are written at once with one of level %s', (level) => {
    const { log, written } = createLog();
    log.info('before');
    log[level]('now');
    expect(written).toHaveLength(1);
    expect(written[0]).toMatch(/before.*\n.*now/);
  });

  it('do not pile up', () => {
    const { log, written } = createLog();
    for (let i = 0; i < 1_000; i++) log.info('x'.repeat(100));
    expect(written.length).toBeGreaterThan(5);
  });

  it('are all written by a flush', () => {
    const { log, written, lines } = createLog();
    log.info('last');
    lines.flush();
    lines.flush();
    expect(written).toEqual(['{"level":30,"msg":"last"}\n']);
  });

  it('of a child logger know their level, too', () => {
    const { log, written } = createLog();
    log.child({ requestId: 'r' }).error('now');
    expect(written).toHaveLength(1);
  });
});
