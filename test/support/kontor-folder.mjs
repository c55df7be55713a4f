// Jest's globalSetup of the project "e2e": a folder for all homes of the run.
import { mkdtempSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'kontor-e2e-'));
  // As root, PostgreSQL runs as another user and must get through.
  chmodSync(folder, 0o711);
  process.env.KONTOR_E2E_FOLDER = folder;
}
