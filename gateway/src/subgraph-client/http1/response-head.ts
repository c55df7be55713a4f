/** What the head of a response says about the response and its connection. */
export interface ResponseHead {
  readonly status: number;
  /** How the body ends: after so many bytes, with the last chunk, or with the connection. */
  readonly framing:
    { readonly kind: 'length'; readonly bytes: number } | { readonly kind: 'chunked' | 'close' };
  /** Whether the connection can carry another request. */
  readonly reusable: boolean;
  /** For how many seconds the other side says that it keeps an idle connection. */
  readonly keepAliveSeconds: number | undefined;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly cacheControl: string | undefined;
}

/** Why bytes are no response: for the log. */
export type Malformed =
  | 'STATUS_LINE_INVALID'
  | 'HEADER_INVALID'
  | 'CONTENT_LENGTH_INVALID'
  | 'TRANSFER_ENCODING_INVALID'
  | 'FRAMING_AMBIGUOUS'
  | 'UPGRADE_UNASKED';

const CR = 13;
const LF = 10;
const SPACE = 32;
const TAB = 9;
const COLON = 58;
const ZERO = 48;

/** RFC 9110, 5.6.2 */
const IS_TOKEN = byteTable((code) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]$/.test(String.fromCharCode(code)));
/** RFC 9110, 5.5: no control characters but the tabulator. */
const IS_VALUE = byteTable((code) => code === TAB || (code >= SPACE && code !== 127));

function byteTable(holds: (code: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => (holds(code) ? 1 : 0));
}

/**
 * Reads the head in `bytes` from `start` to `end`, which is after its empty line. Strict: what two readers could read in two
 * ways is refused, because whoever is on the other side could make one answer two (RFC 9112, 11.2).
 */
export function readResponseHead(bytes: Buffer, start: number, end: number): ResponseHead | Malformed {
  const status = readStatus(bytes, start);
  if (status === -1) return 'STATUS_LINE_INVALID';
  let at = start + STATUS_END;
  // The reason, if any; it says nothing.
  if (bytes[at] === SPACE) while (IS_VALUE[bytes[at] as number] === 1) at++;
  if (bytes[at] !== CR || bytes[at + 1] !== LF) return 'STATUS_LINE_INVALID';
  at += 2;

  let length = -1;
  let transferEncoding: string | undefined;
  let connection: string | undefined;
  let keepAlive: string | undefined;
  let contentType: string | undefined;
  let contentEncoding: string | undefined;
  let cacheControl: string | undefined;

  while (at < end - 2) {
    const nameStart = at;
    while (IS_TOKEN[bytes[at] as number] === 1) at++;
    const nameEnd = at;
    if (nameEnd === nameStart || bytes[at] !== COLON) return 'HEADER_INVALID';
    at++;
    while (bytes[at] === SPACE || bytes[at] === TAB) at++;
    const valueStart = at;
    while (IS_VALUE[bytes[at] as number] === 1) at++;
    if (bytes[at] !== CR || bytes[at + 1] !== LF) return 'HEADER_INVALID';
    let valueEnd = at;
    while (valueEnd > valueStart && isBlank(bytes[valueEnd - 1])) valueEnd--;
    at += 2;

    switch (nameEnd - nameStart) {
      case 10:
        if (isName(bytes, nameStart, 'connection'))
          connection = joined(connection, bytes.toString('latin1', valueStart, valueEnd));
        else if (isName(bytes, nameStart, 'keep-alive'))
          keepAlive = bytes.toString('latin1', valueStart, valueEnd);
        break;
      case 12:
        if (isName(bytes, nameStart, 'content-type'))
          contentType ??= bytes.toString('latin1', valueStart, valueEnd);
        break;
      case 13:
        if (isName(bytes, nameStart, 'cache-control'))
          cacheControl = joined(cacheControl, bytes.toString('latin1', valueStart, valueEnd));
        break;
      case 14:
        if (!isName(bytes, nameStart, 'content-length')) break;
        if (length !== -1) return 'CONTENT_LENGTH_INVALID';
        length = readDecimal(bytes, valueStart, valueEnd);
        if (length === -1) return 'CONTENT_LENGTH_INVALID';
        break;
      case 16:
        if (isName(bytes, nameStart, 'content-encoding'))
          contentEncoding = joined(contentEncoding, bytes.toString('latin1', valueStart, valueEnd));
        break;
      case 17:
        if (isName(bytes, nameStart, 'transfer-encoding'))
          transferEncoding = joined(transferEncoding, bytes.toString('latin1', valueStart, valueEnd));
        break;
    }
  }

  const isOld = bytes[start + MINOR_VERSION_AT] === ZERO;
  if (status === 101) return 'UPGRADE_UNASKED';
  if (transferEncoding !== undefined) {
    if (length !== -1) return 'FRAMING_AMBIGUOUS';
    if (isOld || transferEncoding.toLowerCase() !== 'chunked') return 'TRANSFER_ENCODING_INVALID';
  }
  const isBodiless = status < 200 || status === 204 || status === 304;
  const announcesBody = length > 0 || transferEncoding !== undefined;
  const framing: ResponseHead['framing'] = isBodiless
    ? EMPTY
    : transferEncoding !== undefined
      ? CHUNKED
      : length === -1
        ? UNTIL_CLOSE
        : { kind: 'length', bytes: length };
  return {
    status,
    framing,
    reusable: framing.kind !== 'close' && !(isBodiless && announcesBody) && staysOpen(connection, isOld),
    keepAliveSeconds: keepAlive === undefined ? undefined : secondsOf(keepAlive),
    contentType,
    contentEncoding,
    cacheControl,
  };
}

const EMPTY = { kind: 'length', bytes: 0 } as const;
const CHUNKED = { kind: 'chunked' } as const;
const UNTIL_CLOSE = { kind: 'close' } as const;

/** `HTTP/1.1 200` */
const STATUS_END = 12;
const MINOR_VERSION_AT = 7;
const VERSION = 'HTTP/1.';

/** -1: no status line. */
function readStatus(bytes: Buffer, start: number): number {
  for (let i = 0; i < VERSION.length; i++) if (bytes[start + i] !== VERSION.charCodeAt(i)) return -1;
  const minor = bytes[start + MINOR_VERSION_AT];
  if (minor !== ZERO && minor !== ZERO + 1) return -1;
  if (bytes[start + MINOR_VERSION_AT + 1] !== SPACE) return -1;
  const status = readDecimal(bytes, start + STATUS_END - 3, start + STATUS_END);
  return status >= 100 ? status : -1;
}

/** Digits only, few enough to be exact; -1 otherwise. */
function readDecimal(bytes: Buffer, start: number, end: number): number {
  if (end === start || end - start > 15) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = (bytes[i] as number) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** In any case of letters. `name` is in lower case; its length has been compared. */
function isName(bytes: Buffer, start: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const code = bytes[start + i] as number;
    const lower = code >= 65 && code <= 90 ? code + 32 : code;
    if (lower !== name.charCodeAt(i)) return false;
  }
  return true;
}

const isBlank = (code: number | undefined): boolean => code === SPACE || code === TAB;

const joined = (before: string | undefined, value: string): string =>
  before === undefined ? value : `${before}, ${value}`;

function staysOpen(connection: string | undefined, isOld: boolean): boolean {
  if (connection === undefined) return !isOld;
  // As most servers write it.
  if (connection === 'keep-alive') return true;
  const options = connection.split(',').map((option) => option.trim().toLowerCase());
  return !options.includes('close') && (!isOld || options.includes('keep-alive'));
}

function secondsOf(keepAlive: string): number | undefined {
  const seconds = /(?:^|[,\s])timeout=(\d{1,9})(?:$|[,\s])/i.exec(keepAlive)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
