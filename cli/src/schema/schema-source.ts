/** A place in one of the files that a schema was put together from. */
export interface SourcePlace {
  /** As it was named on the command line; `<stdin>` for `-`. */
  readonly path: string;
  /** From 1, in that file. */
  readonly line: number;
  /** All lines of that file. */
  readonly lines: readonly string[];
}

/** A subgraph's schema as it is sent, and the way back from its lines to the files they came from. */
export interface SchemaSource {
  readonly sdl: string;
  readonly paths: readonly string[];
  /** `line` from 1 in `sdl`; undefined when `sdl` has no such line. */
  locate(line: number): SourcePlace | undefined;
}

export interface SchemaFile {
  readonly path: string;
  readonly text: string;
}

const LINE_BREAK = /\r\n|\n|\r/;

/** Puts files together in the order given, each from a line of its own. */
export function joinSchemaFiles(files: readonly SchemaFile[]): SchemaSource {
  const parts: { path: string; firstLine: number; lines: string[] }[] = [];
  let sdl = '';
  let nextLine = 1;
  for (const { path, text: raw } of files) {
    // A byte order mark is legal at the start of a document only, not where a second file begins.
    const text = raw.startsWith('\ufeff') ? raw.slice(1) : raw;
    const complete = text === '' || /[\r\n]$/.test(text) || files.length === 1 ? text : `${text}\n`;
    const lines = text.split(LINE_BREAK);
    parts.push({ path, firstLine: nextLine, lines });
    sdl += complete;
    nextLine += complete.split(LINE_BREAK).length - 1;
  }
  return {
    sdl,
    paths: files.map((file) => file.path),
    locate(line) {
      const part = parts.findLast((candidate) => candidate.firstLine <= line);
      if (part === undefined) return undefined;
      const own = line - part.firstLine + 1;
      return own > part.lines.length ? undefined : { path: part.path, line: own, lines: part.lines };
    },
  };
}
