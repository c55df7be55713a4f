/** How soon an orphan notices. */
const LOOK_EVERY_MS = 500;

/**
 * Asks this process to stop when its parent is gone. `npm start` runs us below a shell, and a SIGTERM to npm alone (a
 * process manager's, not a terminal's Ctrl-C) ends npm and the shell without a word to us.
 *
 * @param {() => number} parentOf
 * @param {() => void} stop
 */
export function stopWithParent(
  parentOf = () => process.ppid,
  stop = () => process.kill(process.pid, 'SIGTERM'),
) {
  const parent = parentOf();
  const timer = setInterval(() => {
    if (parentOf() === parent) return;
    clearInterval(timer);
    stop();
  }, LOOK_EVERY_MS);
  timer.unref();
}
