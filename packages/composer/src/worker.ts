import { parentPort } from 'node:worker_threads';
import { compose } from '@kontor/federation/compose';
import type { ComposeMessage, ComposeRequest } from './messages.js';

/** The composing thread's entry: it only composes, so that over its limits only a composition is lost. */
if (!parentPort) throw new Error('compose/worker runs in a worker thread');
const port = parentPort;
const send = (message: ComposeMessage): void => port.postMessage(message);

port.on('message', ({ subgraphs }: ComposeRequest) => {
  try {
    send({ kind: 'answer', composition: compose(subgraphs) });
  } catch (error) {
    send({ kind: 'threw', error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
send({ kind: 'ready' });
