// The planning thread from its TypeScript source, for tests that run without a build of the gateway.
import '../run-typescript.mjs';
await import('../../../gateway/src/planning/planning-worker.ts');
