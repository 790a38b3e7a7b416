export { launchBrowser } from './browser.mjs';
export { startCodeServer } from './codeServer.mjs';
