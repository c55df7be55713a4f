import { isDeepStrictEqual } from 'node:util';
import { MARK } from '../workloads.ts';
import { digitsOf } from './requests.ts';

const COMPLAINTS_MAX = 5;
const EXCERPT_LENGTH = 300;
const OK = /^HTTP\/1\.1 200 /;

/**
 * Looks at every answer. Bytes that were found right once are right again; whatever differs from them is parsed and
 * compared as a whole, so that order and spacing are each gateway's own affair, and content is not.
 */
export class Check {
  readonly #expected: string;
  readonly #everyDocumentNew: boolean;
  /** An answer that was right, with `MARK` where its number was. */
  #right: { readonly text: string; readonly bytes: Buffer } | undefined;
  answers = 0;
  wrong = 0;
  readonly complaints: string[] = [];

  constructor(expected: string, everyDocumentNew: boolean) {
    this.#expected = expected;
    this.#everyDocumentNew = everyDocumentNew;
  }

  look(number: number, head: string, body: Buffer): void {
    this.answers += 1;
    if (OK.test(head) && (this.#isKnown(number, body) || this.#isEqual(number, body))) return;
    this.complain(`${head.split('\r\n', 1)[0]} ${body.toString('utf8', 0, EXCERPT_LENGTH)}`);
  }

  complain(complaint: string): void {
    this.wrong += 1;
    if (this.complaints.length < COMPLAINTS_MAX) this.complaints.push(complaint);
  }

  #isKnown(number: number, body: Buffer): boolean {
    if (this.#right?.bytes.length !== body.length) return false;
    if (!this.#everyDocumentNew) return this.#right.bytes.equals(body);
    return this.#right.text.replaceAll(MARK, digitsOf(number)) === body.toString('latin1');
  }

  #isEqual(number: number, body: Buffer): boolean {
    const text = body.toString('utf8');
    const digits = digitsOf(number);
    const expected = this.#everyDocumentNew ? this.#expected.replaceAll(MARK, digits) : this.#expected;
    const answer = parseJson(text);
    if (!isObject(answer) || 'errors' in answer) return false;
    if (!isDeepStrictEqual(answer['data'], (JSON.parse(expected) as Answer)['data'])) return false;
    const right = this.#everyDocumentNew ? text.replaceAll(digits, MARK) : text;
    this.#right ??= { text: right, bytes: Buffer.from(right) };
    return true;
  }
}

type Answer = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Answer => typeof value === 'object' && value !== null;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
