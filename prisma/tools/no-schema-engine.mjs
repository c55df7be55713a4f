#!/usr/bin/env node
// Stands where Prisma expects its schema engine (a binary it would download). `prisma generate`, `validate` and
// `format` only want a file to be there; commands that would really use it must fail, not do nothing.
process.stderr.write(
  'This Prisma command needs the schema engine, which Kontor does not download.\n' +
    'Write migrations with `npm run db:migrate:new`, and let Kontor apply them at start.\n',
);
process.exit(101);
