import { runProcess } from '@kontor/http';
import { readPlatformConfig } from './config.js';
import { startPlatform } from './platform.js';

/** `node dist/main.js`: the whole platform, configured by environment; `kontor platform` does the same and more. */
await runProcess(() => startPlatform(readPlatformConfig({}, process.env, process.cwd())), {
  name: 'platform',
});
