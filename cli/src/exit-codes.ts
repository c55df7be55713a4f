/** What the shell learns. Scripts rely on telling "the answer is no" from "could not run". */
export const EXIT_CODES = {
  ok: 0,
  /** The command ran and the answer is no: a check failed, composition refused. */
  no: 1,
  /** It could not run: the platform is unreachable, the key was refused, an answer made no sense. */
  couldNotRun: 2,
  /** The command line, a file it names or the configuration is wrong; nothing was sent. */
  badUsage: 3,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
