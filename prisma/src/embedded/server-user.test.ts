import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isReachableBy, serverUser } from './server-user.js';

const NOBODY = 'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n';
const POSTGRES = 'postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash\n';

describe('the user that runs PostgreSQL', () => {
  it('is oneself, unless one is root', () => {
    expect(serverUser(1000).ids).toBeUndefined();
  });

  it('is postgres for root, else nobody', () => {
    expect(serverUser(0, () => NOBODY + POSTGRES)).toEqual({ name: 'postgres', ids: { uid: 101, gid: 104 } });
    expect(serverUser(0, () => `root:x:0:0::/root:/bin/sh\n${NOBODY}`).name).toBe('nobody');
  });

  it('must exist, and must not be root by another name', () => {
    expect(() => serverUser(0, () => 'postgres:x:0:0::/:/bin/sh\n')).toThrow(
      expect.objectContaining({ code: 'DATABASE_START_FAILED' }) as unknown as Error,
    );
  });
});

describe('a folder', () => {
  let folder: string;
  // Nobody of this machine, and in nobody's group.
  const stranger = { name: 'stranger', ids: { uid: 4_000_001, gid: 4_000_001 } };

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'kontor-reach-'));
    chmodSync(folder, 0o711);
    mkdirSync(path.join(folder, 'inner'));
    chmodSync(path.join(folder, 'inner'), 0o755);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is within reach when every folder above lets the user pass', () => {
    expect(isReachableBy(stranger, path.join(folder, 'inner'))).toBe(true);
  });

  it('is out of reach below a closed one, however open it is itself', () => {
    chmodSync(folder, 0o700);
    expect(isReachableBy(stranger, path.join(folder, 'inner'))).toBe(false);
  });

  it('asks the class that the user is in, and no other', () => {
    const { uid, gid } = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
    chmodSync(folder, 0o710);
    expect(isReachableBy({ name: 'colleague', ids: { uid: stranger.ids.uid, gid } }, folder)).toBe(true);
    chmodSync(folder, 0o701);
    expect(isReachableBy({ name: 'colleague', ids: { uid: stranger.ids.uid, gid } }, folder)).toBe(false);
    chmodSync(folder, 0o700);
    expect(isReachableBy({ name: 'owner', ids: { uid, gid } }, folder)).toBe(true);
  });
});
