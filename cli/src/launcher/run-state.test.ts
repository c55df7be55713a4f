import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify, isAlive } from './process-identity.js';
import { type RunState, readRunState, takeHome } from './run-state.js';

/** No process has it: the kernel's own limit is below. */
const NO_PID = 2 ** 31 - 1;

const stateOf = (launcher: RunState['launcher']): RunState => ({
  version: 1,
  launcher,
  startedAt: '2026-11-22T20:00:00.000Z',
  graph: null,
  gatewayUrl: 'http://127.0.0.1:4000',
  platformUrl: null,
  processes: [],
});

describe('takeHome', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kontor-run-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const leave = (state: unknown) => writeFileSync(join(folder, 'launcher.json'), JSON.stringify(state));

  it('records what runs and forgets it on release', () => {
    const record = takeHome('/home', folder);
    expect(record.before).toBeUndefined();
    record.write({ graph: 'shop@current', gatewayUrl: null, platformUrl: null, processes: [] });
    expect(readRunState(folder)).toMatchObject({ launcher: { pid: process.pid }, graph: 'shop@current' });
    record.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses a home whose launcher lives, and names it', () => {
    leave(stateOf(identify(process.pid)));
    expect(() => takeHome('/home', folder)).toThrow(
      expect.objectContaining({
        code: 'HOME_IN_USE',
        message: expect.stringContaining(`pid ${process.pid}`),
      }),
    );
  });

  it('takes over from a launcher that is gone, and hands out what it left', () => {
    const dead = stateOf({ pid: NO_PID, born: null });
    leave(dead);
    expect(takeHome('/home', folder).before).toEqual(dead);
  });

  it('is not fooled by a pid that was given out again', () => {
    leave(stateOf({ pid: process.pid, born: 'long ago' }));
    expect(takeHome('/home', folder).before?.launcher.born).toBe('long ago');
  });

  it('takes over a record that was cut short', () => {
    writeFileSync(join(folder, 'launcher.json'), '{"version":1,"laun');
    expect(takeHome('/home', folder).before).toBeUndefined();
    expect(readRunState(folder)?.launcher.pid).toBe(process.pid);
  });
});

describe('isAlive', () => {
  it('knows this process and no other that once had its pid', () => {
    expect(isAlive(identify(process.pid))).toBe(true);
    expect(isAlive({ pid: process.pid, born: '1' })).toBe(false);
    expect(isAlive({ pid: NO_PID, born: null })).toBe(false);
  });
});
