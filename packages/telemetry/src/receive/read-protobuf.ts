import { PbfReader } from 'pbf';
import { SPAN_KINDS, STATUS_ERROR, type AttributeValue, type ReceivedSpan, type SpanEvent } from './span.js';

/**
 * Spans of an ExportTraceServiceRequest in protobuf. Field numbers are those of opentelemetry-proto (trace/v1, common/v1,
 * resource/v1); fields that are not shown are skipped. Throws on what is no such message.
 */
export function readProtobufSpans(bytes: Uint8Array): ReceivedSpan[] {
  const spans: ReceivedSpan[] = [];
  fields(new PbfReader(bytes), { 1: (reader) => void spans.push(...readResourceSpans(reader)) });
  return spans;
}

type Field = (reader: PbfReader) => void;

/** Reads one message to its end; the whole input when it is not nested. */
function fields(reader: PbfReader, known: Readonly<Record<number, Field>>, end = reader.length): void {
  while (reader.pos < end) {
    const value = reader.readVarint();
    const read = known[value >> 3];
    const startAt = reader.pos;
    reader.type = value & 7;
    read?.(reader);
    if (reader.pos === startAt) reader.skip(value);
  }
}

const nested = (reader: PbfReader, known: Readonly<Record<number, Field>>): void =>
  fields(reader, known, reader.readVarint() + reader.pos);

type Draft = { -readonly [K in keyof ReceivedSpan]: ReceivedSpan[K] };

function readResourceSpans(reader: PbfReader): ReceivedSpan[] {
  let resource: Record<string, AttributeValue> = {};
  const spans: Draft[] = [];
  nested(reader, {
    1: () => nested(reader, { 1: () => void (resource = { ...resource, ...readKeyValue(reader) }) }),
    2: () => void spans.push(...readScopeSpans(reader)),
  });
  const service = String(resource['service.name'] ?? 'unknown');
  return spans.map((span) => ({ ...span, service }));
}

function readScopeSpans(reader: PbfReader): Draft[] {
  let scope = '';
  const spans: Draft[] = [];
  nested(reader, {
    1: () => nested(reader, { 1: () => void (scope = reader.readString()) }),
    2: () => void spans.push(readSpan(reader)),
  });
  return spans.map((span) => ({ ...span, scope }));
}

function readSpan(reader: PbfReader): Draft {
  const attributes: Record<string, AttributeValue> = {};
  const events: SpanEvent[] = [];
  const links: { traceId: string; spanId: string }[] = [];
  const span: Draft = {
    ...{
      traceId: '',
      spanId: '',
      parentSpanId: undefined,
      name: '',
      kind: 'unspecified',
      service: '',
      scope: '',
    },
    ...{ startNs: 0n, endNs: 0n, failed: false, attributes, events, links },
  };
  nested(reader, {
    1: () => void (span.traceId = hex(reader)),
    2: () => void (span.spanId = hex(reader)),
    4: () => void (span.parentSpanId = hex(reader) || undefined),
    5: () => void (span.name = reader.readString()),
    6: () => void (span.kind = SPAN_KINDS[reader.readVarint()] ?? 'unspecified'),
    7: () => void (span.startNs = fixed64(reader)),
    8: () => void (span.endNs = fixed64(reader)),
    9: () => void Object.assign(attributes, readKeyValue(reader)),
    11: () => void events.push(readEvent(reader)),
    13: () => void links.push(readLink(reader)),
    15: () => nested(reader, { 3: () => void (span.failed = reader.readVarint() === STATUS_ERROR) }),
  });
  return span;
}

function readEvent(reader: PbfReader): SpanEvent {
  let name = '';
  const attributes: Record<string, AttributeValue> = {};
  nested(reader, {
    2: () => void (name = reader.readString()),
    3: () => void Object.assign(attributes, readKeyValue(reader)),
  });
  return { name, attributes };
}

function readLink(reader: PbfReader): { traceId: string; spanId: string } {
  const link = { traceId: '', spanId: '' };
  nested(reader, { 1: () => void (link.traceId = hex(reader)), 2: () => void (link.spanId = hex(reader)) });
  return link;
}

function readKeyValue(reader: PbfReader): Record<string, AttributeValue> {
  let key = '';
  let value: AttributeValue = null;
  nested(reader, {
    1: () => void (key = reader.readString()),
    2: () => void (value = readAnyValue(reader)),
  });
  return { [key]: value };
}

function readAnyValue(reader: PbfReader): AttributeValue {
  let value: AttributeValue = null;
  nested(reader, {
    1: () => void (value = reader.readString()),
    2: () => void (value = reader.readBoolean()),
    3: () => void (value = reader.readVarint(true)),
    4: () => void (value = reader.readDouble()),
    5: () => void (value = readArray(reader)),
  });
  return value;
}

function readArray(reader: PbfReader): AttributeValue[] {
  const values: AttributeValue[] = [];
  nested(reader, { 1: () => void values.push(readAnyValue(reader)) });
  return values;
}

const hex = (reader: PbfReader): string => Buffer.from(reader.readBytes()).toString('hex');

/** The library's own reading of 64 bits loses the last digits of nanoseconds. */
function fixed64(reader: PbfReader): bigint {
  const low = reader.readFixed32();
  return (BigInt(reader.readFixed32()) << 32n) | BigInt(low);
}
