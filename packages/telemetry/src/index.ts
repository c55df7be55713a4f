export {
  startTelemetry,
  telemetry,
  whenTelemetry,
  type MetricsPagePlace,
  type OtherMetrics,
  type RunningTelemetry,
} from './start.js';
export { asksForTelemetry, EnvironmentError } from './settings.js';
export { tracedFetch } from './traced-fetch.js';
export type {
  ConnectionPoolFacts,
  DatabaseFacts,
  LogIds,
  OutgoingCall,
  OutgoingCallWatch,
  OutgoingConnectionsFacts,
  ServedRequest,
  SupergraphFacts,
  Telemetry,
  TraceTrust,
} from './telemetry.js';
