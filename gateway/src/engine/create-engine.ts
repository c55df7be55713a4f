import type { MountedGatewayConfig } from '../config.js';
import { planningThreads } from '../planning/planning-threads.js';
import { createCompiledEngine } from './compiled/compiled-engine.js';
import type { Engine } from './engine.js';
import { createStockEngine } from './stock/stock-engine.js';

/** The engine that the configuration names. */
export function createEngine({ engine, limits }: Pick<MountedGatewayConfig, 'engine' | 'limits'>): Engine {
  switch (engine) {
    case 'compiled':
      return createCompiledEngine({ ...limits, startPlanning: planningThreads({ limits }) });
    case 'apollo':
      return createStockEngine(limits);
  }
}
