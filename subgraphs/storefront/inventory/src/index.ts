export { startInventory, type InventoryOptions } from './server.js';
