import { MARK } from '../workloads.ts';

/** Numbers that are written with as many digits as `MARK` has. */
export const digitsOf = (number: number): string => String(number).padStart(MARK.length, '0');

export interface RequestPlan {
  readonly port: number;
  readonly path: string;
  readonly query: string;
  readonly everyDocumentNew: boolean;
  readonly ownHeader: boolean;
}

/**
 * The HTTP message of the request with a number. Each connection has one of these: the message is one buffer in which
 * digits are overwritten, which is safe because it is sent again only after its answer has come.
 */
export function createRequestWriter(plan: RequestPlan): (number: number) => Buffer {
  const body = JSON.stringify({ query: plan.query });
  const message = Buffer.from(
    `POST ${plan.path} HTTP/1.1\r\nhost: 127.0.0.1:${plan.port}\r\ncontent-type: application/json\r\n` +
      `accept: application/json\r\nauthorization: Bearer ${MARK}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  const places = placesOf(message, plan);
  return (number) => {
    if (places.length === 0) return message;
    const digits = digitsOf(number);
    for (const place of places) message.write(digits, place, 'latin1');
    return message;
  };
}

function placesOf(message: Buffer, { ownHeader, everyDocumentNew }: RequestPlan): number[] {
  const places: number[] = [];
  for (let at = message.indexOf(MARK); at >= 0; at = message.indexOf(MARK, at + MARK.length)) places.push(at);
  const [header, ...document] = places;
  if (header === undefined) throw new Error('the request has no place for its number');
  return [...(ownHeader ? [header] : []), ...(everyDocumentNew ? document : [])];
}
