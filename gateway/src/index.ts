export type { ClientRequest, SubgraphHeaders, SubgraphHeadersVerdict } from './admit/subgraph-headers.js';
export type { OverrideHook } from './admit/override-labels.js';
export type { GatewayPlugin } from './apollo/gateway-interface.js';
export {
  gatewayConfigSchema,
  mountedGatewayConfigSchema,
  type GatewayConfig,
  type GatewayConfigInput,
  type MountedGatewayConfigInput,
} from './config.js';
export {
  gatewayEnvironmentVariables,
  resolveGatewayConfig,
  type ConfigPlaces,
  type EnvironmentVariable,
} from './config-values.js';
export { KontorGateway, type KontorGatewayOptions } from './drop-in/index.js';
export type * from './engine/engine.js';
export { explainPlan, type ExplainPlanOptions, type PlanVerdict } from './explain/explain-plan.js';
export type { DescribedFetch, PlanDescription } from './plan/describe-program.js';
export { printPlan, type PlanEmphasis } from './plan/print-plan.js';
export { createCompiledEngine, type CompiledEngineOptions } from './engine/compiled/compiled-engine.js';
export { planningHere } from './planning/planning-here.js';
export { planningThreads, type PlanningThreadsOptions } from './planning/planning-threads.js';
export type { PlanningLimits, StartPlanning } from './planning/planning.js';
export { createStockEngine, type StockEngineOptions } from './engine/stock/stock-engine.js';
export {
  mountGateway,
  type GatewayStatus,
  type MountedGateway,
  type MountGatewayOptions,
} from './gateway.js';
export { startGateway, type GatewayParts, type RunningGateway } from './server.js';
export { builtInSource } from './supergraph/built-in-source.js';
export { fileSource, type FileSourceOptions } from './supergraph/file-source.js';
export { createRegistryClient, type RegistryClient } from './supergraph/registry-client.js';
export {
  registrySource,
  type RegistrySourceOptions,
  type RegistryTimers,
} from './supergraph/registry-source.js';
export type { SourceState, SupergraphSource, SupergraphVerdict } from './supergraph/source.js';
export type { GatewayListener, RequestEvent } from './telemetry/listener.js';
