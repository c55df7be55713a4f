import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it, jest } from '@jest/globals';

// On a busy machine, dropping a database or starting a process takes its time.
jest.setTimeout(60_000);

const HTTP = import.meta.resolve('@kontor/http');
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process whose main is this source; `lines` are its JSON log lines so far. */
function run(main: string, env: Record<string, string> = {}) {
  const source = `import { runProcess, ProcessError, createLogger } from ${JSON.stringify(HTTP)};
    const log = createLogger({ name: 'child' });
    await runProcess(${main}, { name: 'child', shutdownTimeoutMs: 500 });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines: Record<string, unknown>[] = [];
  let rest = '';
  let wake: () => void = () => {};
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts.map((line) => JSON.parse(line) as Record<string, unknown>));
    wake();
  });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  const said = async (message: string) => {
    while (!lines.some(({ msg }) => msg === message))
      await Promise.race([
        new Promise<void>((resolve) => (wake = resolve)),
        exited.then((code) => Promise.reject(new Error(`exited ${code}: ${JSON.stringify(lines)}`))),
      ]);
  };
  return { child, lines, exited, said };
}

const RUNNING = `async () => { const timer = setInterval(() => {}, 1000); log.info('up'); return { close: async () => { clearInterval(timer); log.info('closed'); } }; }`;

describe('runProcess', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('closes on %s and exits 0', async (signal) => {
    const { child, exited, said } = run(RUNNING);
    await said('up');
    child.kill(signal);
    await said('closed');
    expect(await exited).toBe(0);
  });

  it('aborts a start that a signal interrupts', async () => {
    const { child, exited, said } = run(
      `async (signal) => { const timer = setInterval(() => {}, 1000); log.info('starting'); await new Promise((resolve) => signal.addEventListener('abort', resolve)); clearInterval(timer); throw new Error('interrupted'); }`,
    );
    await said('starting');
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });

  it('exits by its deadline when closing hangs, and at once on a second signal', async () => {
    const hanging = `async () => { const timer = setInterval(() => {}, 1000); log.info('up'); return { close: () => new Promise(() => {}) }; }`;
    const first = run(hanging);
    await first.said('up');
    first.child.kill('SIGTERM');
    expect(await first.exited).toBe(1);
    expect(first.lines.at(-1)).toMatchObject({ level: 'error', shutdownTimeoutMs: 500 });

    const second = run(hanging);
    await second.said('up');
    second.child.kill('SIGTERM');
    await second.said('stopping');
    second.child.kill('SIGTERM');
    expect(await second.exited).toBe(1);
    expect(second.lines.some(({ shutdownTimeoutMs }) => shutdownTimeoutMs)).toBe(false);
  });

  it('tells an operator in words why it could not start, and exits 2', async () => {
    const { exited, lines } = run(
      `async () => { throw new ProcessError('PORT_TAKEN', 'Port 1 is in use.'); }`,
    );
    expect(await exited).toBe(2);
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'fatal',
        code: 'PORT_TAKEN',
        msg: 'Port 1 is in use.',
        fix: expect.any(String),
      }),
    ]);
    expect(lines[0]).not.toHaveProperty('err');
  });

  it('tells its own defects with a stack', async () => {
    const { exited, lines } = run(`async () => { throw new TypeError('defect'); }`);
    expect(await exited).toBe(2);
    expect(lines[0]).toMatchObject({
      level: 'fatal',
      err: { type: 'TypeError', stack: expect.stringContaining('defect') },
    });
  });

  it.each([
    ['an uncaught error', `setTimeout(() => { throw new Error('late'); })`, 'uncaught error'],
    ['an unhandled rejection', `void Promise.reject(new Error('late'))`, 'unhandled rejection'],
  ])('dies loudly of %s', async (_name, statement, message) => {
    const { exited, lines } = run(
      `async () => { setInterval(() => {}, 1000); ${statement}; return { close: async () => {} }; }`,
    );
    expect(await exited).toBe(1);
    expect(lines.at(-1)).toMatchObject({ level: 'fatal', msg: message, err: { message: 'late' } });
  });

  it('refuses an unusable LOG_LEVEL in words', async () => {
    const source = `import { runProcess } from ${JSON.stringify(HTTP)}; await runProcess(async () => ({ close: async () => {} }));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
      env: { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'loud' },
    });
    children.push(child);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(2);
    expect(JSON.parse(output)).toMatchObject({ code: 'LOG_LEVEL_INVALID' });
  });
});
