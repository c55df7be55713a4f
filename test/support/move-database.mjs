// `kontor db move` as a process of its own, to be killed: moves the home given to the URL given.
import { copyLimitsFrom, moveDatabases } from '@kontor/database';

const [home, to] = process.argv.slice(2);
await moveDatabases({ home, to, acceptCollation: false, dryRun: false, limits: copyLimitsFrom({}) });
