import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { getHeapSpaceStatistics } from 'node:v8';
import type { Meter } from '@opentelemetry/api';
import * as sdk from '../sdk/index.js';

const DELAY_RESOLUTION_MS = 20;

/** The process itself: `nodejs.eventloop.*`, `v8js.memory.heap.*`, `process.*`. Returns how to end it. */
export function observeRuntime(meter: Meter): () => void {
  const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  delay.enable();
  let utilisation = performance.eventLoopUtilization();

  const seconds = (name: string, description: string) =>
    meter.createObservableGauge(name, { description, unit: 's' });
  const delayMax = seconds(sdk.METRIC_NODEJS_EVENTLOOP_DELAY_MAX, 'Event loop delay, maximum.');
  const delayMean = seconds(sdk.METRIC_NODEJS_EVENTLOOP_DELAY_MEAN, 'Event loop delay, mean.');
  const delayP50 = seconds(sdk.METRIC_NODEJS_EVENTLOOP_DELAY_P50, 'Event loop delay, median.');
  const delayP99 = seconds(sdk.METRIC_NODEJS_EVENTLOOP_DELAY_P99, 'Event loop delay, 99th percentile.');
  const busy = meter.createObservableGauge(sdk.METRIC_NODEJS_EVENTLOOP_UTILIZATION, {
    description: 'Share of the time that the event loop was busy.',
    unit: '1',
  });
  const bytes = (name: string, description: string) =>
    meter.createObservableUpDownCounter(name, { description, unit: 'By' });
  const heapUsed = bytes(sdk.METRIC_V8JS_MEMORY_HEAP_USED, 'Heap in use, by space.');
  const heapLimit = bytes(sdk.METRIC_V8JS_MEMORY_HEAP_LIMIT, 'Heap reserved, by space.');
  const memory = bytes(sdk.METRIC_PROCESS_MEMORY_USAGE, 'Resident memory.');
  const cpu = meter.createObservableCounter(sdk.METRIC_PROCESS_CPU_TIME, {
    description: 'CPU time used.',
    unit: 's',
  });
  const uptime = seconds(sdk.METRIC_PROCESS_UPTIME, 'Since when the process has run.');

  meter.addBatchObservableCallback(
    (result) => {
      // Nothing measured yet reads as NaN or as the largest number.
      if (delay.count > 0) {
        result.observe(delayMax, delay.max / 1e9);
        result.observe(delayMean, delay.mean / 1e9);
        result.observe(delayP50, delay.percentile(50) / 1e9);
        result.observe(delayP99, delay.percentile(99) / 1e9);
        delay.reset();
      }
      const now = performance.eventLoopUtilization();
      result.observe(busy, performance.eventLoopUtilization(now, utilisation).utilization);
      utilisation = now;
      for (const space of getHeapSpaceStatistics()) {
        const of = { [sdk.ATTR_V8JS_HEAP_SPACE_NAME]: space.space_name };
        result.observe(heapUsed, space.space_used_size, of);
        result.observe(heapLimit, space.space_size, of);
      }
      const { user, system } = process.cpuUsage();
      result.observe(cpu, user / 1e6, { 'cpu.mode': 'user' });
      result.observe(cpu, system / 1e6, { 'cpu.mode': 'system' });
      result.observe(memory, process.memoryUsage.rss());
      result.observe(uptime, process.uptime());
    },
    [delayMax, delayMean, delayP50, delayP99, busy, heapUsed, heapLimit, memory, cpu, uptime],
  );
  return () => delay.disable();
}
