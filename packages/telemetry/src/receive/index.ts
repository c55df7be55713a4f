export { receiveTraces, type TraceReceiver, type TraceReceiverOptions } from './receiver.js';
export { buildTraceTree, formatTraceTree, isTraceWhole, type TraceNode } from './trace-tree.js';
export type { ReceivedSpan } from './span.js';
