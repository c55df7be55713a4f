import type { Meter } from '@opentelemetry/api';
import * as sdk from '../sdk/index.js';
import type { OutgoingConnectionsFacts, Telemetry } from '../telemetry.js';

/** `http.client.open_connections` by state, and what waits for one, by where they lead. */
export function observeConnections(meter: Meter): Telemetry['connections'] {
  const pools = new Set<() => Iterable<OutgoingConnectionsFacts>>();
  const count = meter.createObservableUpDownCounter(sdk.METRIC_HTTP_CLIENT_OPEN_CONNECTIONS, {
    description: 'Connections to other processes, by state.',
    unit: '{connection}',
  });
  const waiting = meter.createObservableUpDownCounter('kontor.http.client.waiting_requests', {
    description: 'Requests that wait for a connection to another process.',
    unit: '{request}',
  });
  meter.addBatchObservableCallback(
    (result) => {
      for (const read of pools)
        for (const { address, port, active, idle, waiting: requests } of read()) {
          const of = { [sdk.ATTR_SERVER_ADDRESS]: address, [sdk.ATTR_SERVER_PORT]: port };
          result.observe(count, active, { ...of, [sdk.ATTR_HTTP_CONNECTION_STATE]: 'active' });
          result.observe(count, idle, { ...of, [sdk.ATTR_HTTP_CONNECTION_STATE]: 'idle' });
          result.observe(waiting, requests, of);
        }
    },
    [count, waiting],
  );
  return (read) => {
    pools.add(read);
    return () => pools.delete(read);
  };
}
