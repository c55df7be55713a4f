import { describe, expect, it } from '@jest/globals';
import { asksForTelemetry, readTelemetrySettings } from './settings.js';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
const read = (env: Record<string, string>) => readTelemetrySettings(env, { name: 'gateway' });

describe('asksForTelemetry', () => {
  it.each([
    [{}, false],
    [{ OTEL_SERVICE_NAME: 'shop' }, false],
    [{ KONTOR_METRICS_PORT: '' }, false],
    [ENDPOINT, true],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c/v1/traces' }, true],
    [{ OTEL_METRICS_EXPORTER: 'otlp' }, true],
    [{ KONTOR_METRICS_PORT: '9464' }, true],
    [{ ...ENDPOINT, OTEL_SDK_DISABLED: 'true' }, false],
    [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' }, false],
  ])('%j: %s', (env, asked) => {
    expect(asksForTelemetry(env)).toBe(asked);
  });
});

describe('readTelemetrySettings', () => {
  it('is undefined unless something is asked for', () => {
    expect(read({ OTEL_TRACES_SAMPLER: 'nonsense' })).toBeUndefined();
  });

  it('sends both signals to an endpoint, protobuf, everything sampled', () => {
    expect(read(ENDPOINT)).toMatchObject({
      serviceName: 'gateway',
      traces: { protocol: 'http/protobuf', sampler: { name: 'parentbased_always_on', ratio: 1 } },
      metrics: { push: { protocol: 'http/protobuf', intervalMs: 60_000 }, pull: undefined },
      documents: false,
    });
  });

  it('reads each signal on its own', () => {
    const settings = read({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c/v1/traces',
      KONTOR_METRICS_PORT: '0',
    });
    expect(settings).toMatchObject({
      traces: { protocol: 'http/protobuf' },
      metrics: { push: undefined, pull: { host: '127.0.0.1', port: 0 } },
    });
  });

  it('takes the name of the service from its own variable, then from the resource', () => {
    const resource = { ...ENDPOINT, OTEL_RESOURCE_ATTRIBUTES: 'service.name=shop,team=a%20b,broken' };
    expect(read(resource)).toMatchObject({
      serviceName: 'shop',
      resourceAttributes: { 'service.name': 'shop', team: 'a b' },
    });
    expect(read({ ...resource, OTEL_SERVICE_NAME: 'own' })).toMatchObject({ serviceName: 'own' });
  });

  it('takes a ratio', () => {
    const sampler = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' };
    expect(read({ ...ENDPOINT, ...sampler })?.traces?.sampler).toEqual({
      name: 'parentbased_traceidratio',
      ratio: 0.25,
    });
  });

  it.each([
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'OTEL_EXPORTER_OTLP_PROTOCOL'],
    [{ OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'grpc' }, 'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT'],
    [{ OTEL_TRACES_SAMPLER: 'sometimes' }, 'OTEL_TRACES_SAMPLER'],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' }, 'OTEL_TRACES_SAMPLER_ARG'],
    [{ OTEL_BSP_MAX_QUEUE_SIZE: '-1' }, 'OTEL_BSP_MAX_QUEUE_SIZE'],
    [{ KONTOR_METRICS_PORT: '99999' }, 'KONTOR_METRICS_PORT'],
    [{ KONTOR_TRACE_DOCUMENTS: 'yes' }, 'KONTOR_TRACE_DOCUMENTS'],
  ])('refuses %j, naming the variable', (env, name) => {
    expect(() => read({ ...ENDPOINT, ...env } as Record<string, string>)).toThrow(
      expect.objectContaining({ code: 'ENVIRONMENT_INVALID', message: expect.stringContaining(name) }),
    );
  });
});
