import module from 'node:module';

/** A worker's entry: started by the primary, which tells it everything else. */
module.enableCompileCache();
const { runWorker } = await import('./run-worker.js');
runWorker();
