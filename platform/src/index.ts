export { readPlatformConfig, type PlatformConfig, type PlatformFlags } from './config.js';
export { startPlatform, type RunningPlatform } from './platform.js';
export { reissueKeys } from './reissue-keys.js';
