import { ALIASES } from './scenarios/aliases.js';
import { FAULTS } from './scenarios/faults.js';
import { CHAINED_REQUIREMENTS } from './scenarios/chained-requirements.js';
import { INTERFACE_OBJECTS } from './scenarios/interface-objects.js';
import { INTROSPECTION } from './scenarios/introspection.js';
import { MUTATIONS } from './scenarios/mutations.js';
import { REQUIREMENTS } from './scenarios/requirements.js';
import type { Scenario } from './scenario.js';

export const SCENARIOS: readonly Scenario[] = [
  ...ALIASES,
  ...REQUIREMENTS,
  ...CHAINED_REQUIREMENTS,
  ...INTERFACE_OBJECTS,
  ...INTROSPECTION,
  ...MUTATIONS,
  ...FAULTS,
];
