/**
 * `npm run audit -- --checkout DIR`: the public federation audit (graphql-hive/federation-gateway-audit, MIT) against our
 * gateway. DIR is a checkout of it with its dependencies installed (`npm install --omit=dev --ignore-scripts`); nothing of
 * it is part of Kontor. Exit code 0: every case right; 1: some are wrong; 3: DIR was not named. Without DIR on disk it
 * says so and exits with 0, so that a script that runs everything does not fail where the audit cannot be had.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { serveAudit } from './audit-server.ts';
import { renderReport, summarise } from './report.ts';
import { runSuite, type SuiteResult } from './run-suite.ts';

const { values } = parseArgs({
  options: {
    checkout: { type: 'string' },
    suite: { type: 'string', multiple: true },
    engine: { type: 'string', default: 'compiled' },
    format: { type: 'string', default: 'text' },
  },
});

const ENGINES = ['compiled', 'apollo'] as const;

process.exitCode = await main();

async function main(): Promise<number> {
  if (values.checkout === undefined) {
    process.stderr.write(
      'usage: npm run audit -- --checkout DIR [--engine compiled|apollo] [--suite NAME …] [--format json]\n',
    );
    return 3;
  }
  const engine = ENGINES.find((name) => name === values.engine);
  if (!engine) {
    process.stderr.write(`--engine is one of ${ENGINES.join(', ')}\n`);
    return 3;
  }
  const checkout = resolve(values.checkout);
  if (!existsSync(join(checkout, 'src', 'index.ts'))) {
    process.stdout.write(`skipped: there is no checkout of the federation audit in ${checkout}.\n`);
    return 0;
  }
  const audit = await serveAudit(checkout);
  try {
    const results: SuiteResult[] = [];
    for (const suite of await audit.suites()) {
      if (values.suite && !values.suite.includes(suite)) continue;
      results.push(await runSuite(audit, suite, engine));
    }
    process.stdout.write(
      values.format === 'json' ? `${JSON.stringify(summarise(results))}\n` : renderReport(results),
    );
    return summarise(results).wrong.length === 0 ? 0 : 1;
  } finally {
    await audit.close();
  }
}
