import type { PlanPath } from './query-plan.js';
import type { CollectTargets } from './program.js';
import { own, readOwn } from './source-text.js';

/**
 * Loops for the paths, made once:
 *
 *   users, @, reviews  ->  const v0 = o["users"]; if (Array.isArray(v0)) for (const v1 of v0) { … into.push(v2) }
 */
export function compileTargets(paths: readonly PlanPath[]): CollectTargets {
  const body = `return function collect(o, into) { ${paths.map((path) => walk(path)).join('\n')} }`;
  return (new Function('own', body) as (read: typeof own) => CollectTargets)(own);
}

function walk(path: PlanPath): string {
  let text = 'into.push(o);';
  let close = '';
  if (path.length > 0) text = '';
  path.forEach((step, index) => {
    const [from, to] = [index === 0 ? 'o' : `v${index - 1}`, `v${index}`];
    if (step === '@') {
      const i = `i${index}`;
      text += `if (Array.isArray(${from})) for (let ${i} = 0; ${i} < ${from}.length; ${i}++) { const ${to} = ${from}[${i}]; if (typeof ${to} === 'object' && ${to} !== null) { `;
      close += ' } }';
    } else {
      const list = index === 0 ? '' : `if (!Array.isArray(${from})) `;
      text += `${list}{ const ${to} = ${readOwn(from, step)}; if (typeof ${to} === 'object' && ${to} !== null) { `;
      close += ' } }';
    }
    if (index === path.length - 1) text += `if (!Array.isArray(${to})) into.push(${to});`;
  });
  return `{ ${text}${close} }`;
}
