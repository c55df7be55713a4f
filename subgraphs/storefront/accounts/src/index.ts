export { startAccounts, type AccountsOptions } from './server.js';
