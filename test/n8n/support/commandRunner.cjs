/**
 * Runs several of n8n's command line commands (`import:credentials`, `publish:workflow`, ...) in
 * one process: two imports and two publishings take 2.2 s so, and 10.8 s as four calls of n8n's
 * command line, which boots n8n each time. The commands are n8n's own classes; only their start,
 * which `bin/n8n` and `dist/command-registry.js` of 2.41.1 do for one command, is repeated here.
 * Takes n8n's script as its argument and `[[name, flags], ...]` as JSON on its input.
 */
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, join } = require('node:path');

const script = process.argv[2];
const commands = JSON.parse(readFileSync(0, 'utf8'));
const load = createRequire(script);

process.env.NODE_CONFIG_DIR ??= join(dirname(script), 'config');
process.argv = [process.argv[0], script, commands[0][0]];
load('reflect-metadata');
load('../dist/config');
// Adds the method that the commands' own option tables call on zod.
load('../dist/command-registry.js');

async function runAll() {
	const { Container } = load('@n8n/di');
	const { ModuleRegistry } = load('@n8n/backend-common');
	const { CommandMetadata } = load('@n8n/decorators');
	for (const [name] of commands) load(`../dist/commands/${name.replaceAll(':', '/')}.js`);
	await Container.get(ModuleRegistry).loadModules();
	let isInitialised = false;
	for (const [name, flags] of commands) {
		const entry = Container.get(CommandMetadata).get(name);
		const command = Container.get(entry.class);
		command.flags = entry.flagsSchema.parse(flags);
		// Connects the database, loads the nodes: once is enough, they belong to the process.
		if (!isInitialised) await command.init();
		isInitialised = true;
		await command.run();
	}
}

runAll().then(
	() => process.exit(0),
	(error) => {
		console.error(error);
		process.exit(1);
	},
);
