export { createIdentity, type Identity, type IdentityOptions } from './create-identity.js';
export type { KeySnapshot } from './actions/read-key-snapshot.js';
export type { BootstrapSecrets } from './actions/bootstrap.js';
