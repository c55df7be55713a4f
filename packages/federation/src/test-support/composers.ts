import { it } from '@jest/globals';
import { compose, composeWith, type Compose } from '../compose.js';
import { composeWithGuild } from './compose-with-guild.js';
import { OTHER_BEHAVIOUR } from './composer-differences.js';

export interface ComposerUnderTest {
  readonly name: string;
  readonly compose: Compose;
  /** `it`, except for what the list of differences says fails here: that has to fail. */
  readonly it: (title: string, body: () => void) => void;
}

/** The composer in use, then the one that could replace it. */
export const COMPOSERS: readonly ComposerUnderTest[] = [
  { name: '@apollo/composition', compose, it },
  {
    name: '@theguild/federation-composition',
    compose: composeWith(composeWithGuild),
    it(title, body) {
      const why = OTHER_BEHAVIOUR[title];
      if (why === undefined) it(title, body);
      else it.failing(`${title} (differs: ${why})`, body);
    },
  },
];

export const composeWithSecond: Compose = composeWith(composeWithGuild);
