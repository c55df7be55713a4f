/** A fenced block, with the mark that says what to do with it. */
export interface Block {
  language: string;
  text: string;
  /** Of its first line, from 1. */
  line: number;
  /** The words of the HTML comment right above it; undefined without one. */
  mark: string | undefined;
}

export interface Document {
  /** In the repository, such as `docs/operate.md`. */
  path: string;
  blocks: Block[];
  /** `#` anchors, as GitHub makes them. */
  anchors: string[];
  links: { target: string; line: number }[];
  /** Spans of code in running text. */
  spans: { text: string; line: number }[];
}

const FENCE = /^(\s*)(`{3,}|~{3,})\s*(\w*)\s*$/;
const MARK = /^\s*<!--\s*(.*?)\s*-->\s*$/;
const HEADING = /^#{1,6}\s+(.*?)\s*#*$/;

/** Reads what the checks need of a Markdown file. Pure. */
export function readMarkdown(path: string, text: string): Document {
  const document: Document = { path, blocks: [], anchors: [], links: [], spans: [] };
  const lines = text.split('\n');
  let mark: string | undefined;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const fence = FENCE.exec(line);
    if (fence) {
      const [, indent = '', ticks = '', language = ''] = fence;
      const end = lines.findIndex((other, index) => index > at && other.trim() === ticks);
      if (end === -1) throw new Error(`${path}:${at + 1}: this block has no end`);
      const inside = lines
        .slice(at + 1, end)
        .map((each) => each.slice(Math.min(indent.length, each.search(/\S|$/))));
      document.blocks.push({ language, text: inside.join('\n'), line: at + 1, mark });
      at = end;
      mark = undefined;
      continue;
    }
    const marked = MARK.exec(line);
    if (marked) mark = marked[1];
    else if (line.trim() !== '') mark = undefined;
    const heading = HEADING.exec(line);
    if (heading) document.anchors.push(unique(anchorOf(heading[1] ?? ''), document.anchors));
    for (const [, span = ''] of line.matchAll(/`([^`]+)`/g))
      document.spans.push({ text: span, line: at + 1 });
    for (const [, target = ''] of line.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g))
      document.links.push({ target, line: at + 1 });
  }
  return document;
}

/** As GitHub makes it. */
export const anchorOf = (heading: string): string =>
  heading
    .replaceAll(/[`*]|\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

function unique(anchor: string, taken: readonly string[]): string {
  let candidate = anchor;
  for (let n = 1; taken.includes(candidate); n += 1) candidate = `${anchor}-${n}`;
  return candidate;
}
