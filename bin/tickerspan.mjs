#!/usr/bin/env node
import { existsSync } from 'node:fs';

const built = new URL('../dist/cli/main.js', import.meta.url);
if (!existsSync(built)) {
  console.error('tickerspan is not built. Run `npm run build` in its folder first.');
  process.exit(1);
}
// npm start loads .env, too.
if (existsSync('.env')) process.loadEnvFile();
const { main } = await import(built.href);
process.exitCode = await main(process.argv.slice(2), process.env);
