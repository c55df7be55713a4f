/**
 * Does `printed` hold the lines of `shown`, in this order? `…` in a shown line stands for anything, and a line that is only
 * `…` for any lines. Runs of blanks count as one. Returns the first line that is missing. Pure.
 */
export function firstMissingLine(shown: string, printed: string): string | undefined {
  const lines = printed.split('\n').map(tidy);
  let at = 0;
  for (const wanted of shown.split('\n').map(tidy)) {
    if (wanted === '' || wanted === '…') continue;
    const pattern = new RegExp(`^${wanted.split('…').map(escape).join('.*')}$`);
    const found = lines.findIndex((line, index) => index >= at && pattern.test(line));
    if (found === -1) return wanted;
    at = found + 1;
  }
  return undefined;
}

const tidy = (line: string): string => line.trim().replaceAll(/\s+/g, ' ');
const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
