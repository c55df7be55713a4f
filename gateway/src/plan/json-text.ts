/** JSON text of what a subgraph answered. Short plain texts and whole numbers, which keys mostly are, need no more than quotes. */
export function jsonText(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  return ((value as number) | 0) === value ? `${value}` : JSON.stringify(value);
}

/** Beyond this, the engine's own writer is faster. */
const PLAIN_LENGTH_MAX = 32;

function quoted(text: string): string {
  if (text.length > PLAIN_LENGTH_MAX) return JSON.stringify(text);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < SPACE || code === QUOTE || code === BACKSLASH || code >= FIRST_SURROGATE)
      return JSON.stringify(text);
  }
  return `"${text}"`;
}

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_SURROGATE = 0xd800;
