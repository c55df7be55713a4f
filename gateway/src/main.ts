import { runProcess } from '@kontor/http';
import { resolveGatewayConfig } from './config-values.js';
import { startGateway } from './server.js';

/** `node dist/main.js`: configured by environment, and by the YAML file that KONTOR_GATEWAY_CONFIG names. */
await runProcess(
  async () => {
    const file = process.env['KONTOR_GATEWAY_CONFIG'];
    return startGateway(await resolveGatewayConfig({ env: process.env, ...(file ? { file } : {}) }));
  },
  { name: 'gateway' },
);
