import { SPAN_KINDS, STATUS_ERROR, type Attributes, type AttributeValue, type ReceivedSpan } from './span.js';

/** Spans of an ExportTraceServiceRequest in OTLP's JSON: ids in hexadecimal, 64-bit numbers as text. Throws on what is none. */
export function readJsonSpans(text: string): ReceivedSpan[] {
  const { resourceSpans = [] } = JSON.parse(text) as { resourceSpans?: JsonResourceSpans[] };
  return resourceSpans.flatMap(({ resource, scopeSpans = [] }) => {
    const service = String(readAttributes(resource?.attributes)['service.name'] ?? 'unknown');
    return scopeSpans.flatMap(({ scope, spans = [] }) =>
      spans.map((span) => ({ ...readSpan(span), service, scope: scope?.name ?? '' })),
    );
  });
}

const readSpan = (span: JsonSpan): Omit<ReceivedSpan, 'service' | 'scope'> => ({
  traceId: span.traceId,
  spanId: span.spanId,
  parentSpanId: span.parentSpanId || undefined,
  name: span.name,
  kind: SPAN_KINDS[span.kind ?? 0] ?? 'unspecified',
  startNs: BigInt(span.startTimeUnixNano),
  endNs: BigInt(span.endTimeUnixNano),
  failed: span.status?.code === STATUS_ERROR,
  attributes: readAttributes(span.attributes),
  events: (span.events ?? []).map(({ name, attributes }) => ({
    name,
    attributes: readAttributes(attributes),
  })),
  links: (span.links ?? []).map(({ traceId, spanId }) => ({ traceId, spanId })),
});

const readAttributes = (attributes: readonly JsonKeyValue[] = []): Attributes =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, readValue(value)]));

function readValue(value: JsonValue): AttributeValue {
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(readValue);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? null;
}

interface JsonResourceSpans {
  resource?: { attributes?: JsonKeyValue[] };
  scopeSpans?: { scope?: { name?: string }; spans?: JsonSpan[] }[];
}

interface JsonSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind?: number;
  startTimeUnixNano: string | number;
  endTimeUnixNano: string | number;
  attributes?: JsonKeyValue[];
  events?: { name: string; attributes?: JsonKeyValue[] }[];
  links?: { traceId: string; spanId: string }[];
  status?: { code?: number };
}

interface JsonKeyValue {
  key: string;
  value: JsonValue;
}

interface JsonValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string | number;
  doubleValue?: number;
  arrayValue?: { values?: JsonValue[] };
}
