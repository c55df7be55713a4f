// Preloaded (`--import`) into each process under test: tells its parent how long the event loop was held and how much
// memory was taken since it was last asked. CPU time of the thread, not the clock: a busy machine holds no loop.
const TICK_MS = 10;

let cpuMs = threadCpuMs();
let longestTurnCpuMs = 0;
let peakRssBytes = 0;

function look() {
  const now = threadCpuMs();
  longestTurnCpuMs = Math.max(longestTurnCpuMs, now - cpuMs);
  cpuMs = now;
  peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss());
}

function threadCpuMs() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

if (process.send) {
  setInterval(look, TICK_MS).unref();
  process.on('message', () => {
    look();
    process.send({ longestTurnCpuMs, peakRssBytes, rssBytes: process.memoryUsage.rss() });
    longestTurnCpuMs = 0;
    peakRssBytes = 0;
  });
  // It keeps no process alive that has nothing else to do.
  process.channel?.unref();
}
