import ts from 'typescript';

/** A source file, by its path in the repository. */
export interface SourceFile {
  path: string;
  text: string;
}

/** One place where the source reads an environment variable. */
export interface SettingRead {
  name: string;
  /** `name` is only how the variable's name begins; the rest is put together while the program runs. */
  isPrefix: boolean;
  /** `cli/src/io.ts:17` */
  place: string;
  /** What holds when it is unset, where the source says so beside it. */
  fallback: Literal | undefined;
}

export type Literal = string | number | boolean;

/**
 * Finds what the source reads of its environment: `env['NAME']`, `process.env.NAME`, and texts such as 'KONTOR_NAME'
 * that are handed to whoever reads them. Pure: it parses, and runs nothing.
 */
export function scanSettings(files: readonly SourceFile[]): SettingRead[] {
  const sources = files.map(({ path, text }) =>
    ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true),
  );
  const constants = new Constants(sources);
  return sources.flatMap((source) => readsOf(source, constants));
}

/** Texts that name a setting wherever they stand; other names count only where the environment is looked at. */
const NAMES_A_SETTING = /^((KONTOR|OTEL)_[A-Z0-9_]*[A-Z0-9]|([A-Z0-9_]+_)?DATABASE_URL)$/;
const BEGINS_A_SETTING = /^[A-Z][A-Z0-9]*_([A-Z0-9_]*_)?$/;

function readsOf(source: ts.SourceFile, constants: Constants): SettingRead[] {
  const reads: SettingRead[] = [];
  const note = (node: ts.Node, name: string, isPrefix = false): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    const fallback = isPrefix ? undefined : fallbackOf(node, source, constants);
    reads.push({ name, isPrefix, place: `${source.fileName}:${line + 1}`, fallback });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && isEnvironment(node.expression) && isRead(node))
      note(node, node.name.text);
    else if (ts.isElementAccessExpression(node) && isEnvironment(node.expression)) {
      const name = constants.valueOf(node.argumentExpression, source);
      if (typeof name === 'string' && isRead(node)) note(node, name);
      if (ts.isTemplateExpression(node.argumentExpression))
        note(node, node.argumentExpression.head.text, true);
    } else if (ts.isStringLiteral(node) && NAMES_A_SETTING.test(node.text) && !isAccessed(node))
      note(node, node.text);
    else if (ts.isTemplateExpression(node) && BEGINS_A_SETTING.test(node.head.text) && !isAccessed(node))
      note(node, node.head.text, true);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return reads;
}

/** `env`, `process.env`, `io.env`, `context.env`. */
const isEnvironment = (node: ts.Expression): boolean =>
  ts.isIdentifier(node)
    ? /^env(ironment)?$/.test(node.text)
    : ts.isPropertyAccessExpression(node) && node.name.text === 'env';

/** Not a place that only sets it. */
const isRead = (node: ts.Expression): boolean =>
  !ts.isDeleteExpression(node.parent) &&
  !(
    ts.isBinaryExpression(node.parent) &&
    node.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    node.parent.left === node
  );

/** Counted at the access already. */
const isAccessed = (node: ts.Node): boolean =>
  ts.isElementAccessExpression(node.parent) && isEnvironment(node.parent.expression);

/** `read || 4000`, `f(env, 'NAME', 4000)`, `{ variable: 'NAME', port: 4000 }`, `read === 'true'`. */
function fallbackOf(read: ts.Node, source: ts.SourceFile, constants: Constants): Literal | undefined {
  const { parent } = read;
  if (ts.isBinaryExpression(parent) && parent.left === read) {
    switch (parent.operatorToken.kind) {
      case ts.SyntaxKind.BarBarToken:
      case ts.SyntaxKind.QuestionQuestionToken:
        return constants.valueOf(parent.right, source) || undefined;
      case ts.SyntaxKind.EqualsEqualsEqualsToken:
        return constants.valueOf(parent.right, source) === 'true' ? false : undefined;
      default:
        return undefined;
    }
  }
  if (ts.isCallExpression(parent)) {
    const next = parent.arguments[parent.arguments.indexOf(read as ts.Expression) + 1];
    return next && constants.valueOf(next, source);
  }
  if (ts.isPropertyAssignment(parent) && ts.isObjectLiteralExpression(parent.parent)) {
    const [beside] = parent.parent.properties.filter(
      (property) => property !== parent && ts.isPropertyAssignment(property),
    );
    const value = beside && constants.valueOf((beside as ts.PropertyAssignment).initializer, source);
    return typeof value === 'number' ? value : undefined;
  }
  return undefined;
}

/** Top-level constants of the whole source, `NAME` and `NAME.field`; a name that means two things means nothing. */
class Constants {
  readonly #values = new Map<string, Set<Literal>>();

  constructor(sources: readonly ts.SourceFile[]) {
    for (const source of sources)
      for (const statement of source.statements)
        if (ts.isVariableStatement(statement))
          for (const { name, initializer } of statement.declarationList.declarations)
            if (ts.isIdentifier(name) && initializer) this.#note(source.fileName, name.text, initializer);
  }

  #note(file: string, name: string, initializer: ts.Expression): void {
    const value = literalOf(initializer);
    if (value !== undefined) {
      for (const key of [name, `${file} ${name}`])
        this.#values.set(key, (this.#values.get(key) ?? new Set()).add(value));
    } else if (ts.isObjectLiteralExpression(initializer))
      for (const property of initializer.properties)
        if (ts.isPropertyAssignment(property) && ts.isIdentifier(property.name))
          this.#note(file, `${name}.${property.name.text}`, property.initializer);
  }

  valueOf(node: ts.Expression, source: ts.SourceFile): Literal | undefined {
    const literal = literalOf(node);
    if (literal !== undefined) return literal;
    const name = node.getText(source);
    const values = this.#values.get(`${source.fileName} ${name}`) ?? this.#values.get(name);
    return values?.size === 1 ? [...values][0] : undefined;
  }
}

function literalOf(node: ts.Expression): Literal | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text.replaceAll('_', ''));
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (ts.isAsExpression(node)) return literalOf(node.expression);
  return undefined;
}
