export { createIdentity, type Identity, type IdentityOptions } from './create-identity.js';
export type { KeySnapshot } from './actions/read-key-snapshot.js';
export { FIRST_ORGANISATION_SLUG } from './domain/bootstrap-keys.js';
