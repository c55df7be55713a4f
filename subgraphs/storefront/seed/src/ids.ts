import { hashText, mix32 } from './draw.js';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const DIGITS = 7;

/** An opaque id of record `index`, such as `prd_3k9fq2a`. Different indexes of one kind never share an id. */
export function sampleId(kind: 'brd' | 'cat' | 'ord' | 'prd' | 'rev' | 'usr', index: number): string {
  let rest = mix32(index ^ hashText(kind)) >>> 0;
  let text = '';
  for (let digit = 0; digit < DIGITS; digit++) {
    text = (ALPHABET[rest % 32] ?? '') + text;
    rest = Math.floor(rest / 32);
  }
  return `${kind}_${text}`;
}
