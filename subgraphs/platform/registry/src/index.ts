export {
  createRegistry,
  REGISTRY_BODY_LIMIT_BYTES,
  REGISTRY_SCHEMA,
  type Registry,
  type RegistryOptions,
} from './server.js';
export type { SystemPublish, SystemPublished } from './actions/publish-as-system.js';
