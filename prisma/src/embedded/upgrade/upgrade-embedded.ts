import { existsSync } from 'node:fs';
import path from 'node:path';
import { POSTGRES_MAJOR } from '../binaries.js';
import { holdAlone, type HomeToOpen, namingRefusals, openEmbeddedHome } from '../embedded-home.js';
import { majorOfData } from '../initialise-data.js';
import { findRunning, stopServer } from '../run-server.js';
import type { UpgradeLimits } from './upgrade-limits.js';
import { upgradeData } from './upgrade-data.js';

export interface EmbeddedUpgrade extends HomeToOpen {
  limits: UpgradeLimits;
  onProgress: (step: string) => void;
}

/**
 * Moves the embedded data of a home to our major version where it is of an older one; otherwise nothing. Returns whether
 * it did. For a launcher that wants to take its time with this and not with starting.
 * Throws HOME_IN_USE, DATABASE_DATA_OTHER_MAJOR, COPY_*, DATABASE_*.
 */
export const upgradeEmbedded = (order: EmbeddedUpgrade): Promise<boolean> =>
  namingRefusals(order.home, async () => {
    if (!existsSync(path.join(order.home, 'postgres'))) return false;
    const embedded = openEmbeddedHome(order);
    const { place, user, programs } = embedded;
    const major = majorOfData(place.dataDir);
    if (major === undefined || major === POSTGRES_MAJOR) return false;
    const hold = holdAlone(embedded);
    try {
      // One that a killed launcher or move has left.
      if (await findRunning(place)) await stopServer(place, programs(), user);
      await upgradeData(embedded, major, order.limits, order.onProgress);
      return true;
    } finally {
      hold.release();
    }
  });
