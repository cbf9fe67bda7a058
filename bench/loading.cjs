/**
 * What n8n does at its start to know a package's nodes, timed; run by n8n's Node, each time in a
 * process of its own. Plain JavaScript, since it takes n8n-core from n8n's own installation.
 */
const { createRequire } = require('node:module');
const { join } = require('node:path');

const [, , n8nDirectory, directory, how, only = ''] = process.argv;
const load = createRequire(join(n8nDirectory, 'package.json'));
const { LazyPackageDirectoryLoader, PackageDirectoryLoader } = load('n8n-core');
// n8n has loaded these before it comes to the nodes.
for (const name of ['n8n-workflow', 'luxon', 'zod', 'axios', 'lodash']) load(name);

/** Loads every file of the package's list that holds one of the words. */
class SomeOfIt extends PackageDirectoryLoader {
	constructor(place) {
		super(place);
		const { n8n } = this.packageJson;
		const wanted = (path) => only.split(',').some((word) => path.includes(word));
		n8n.nodes = n8n.nodes.filter(wanted);
		n8n.credentials = n8n.credentials.filter(wanted);
	}
}

const LOADERS = { lazy: LazyPackageDirectoryLoader, all: PackageDirectoryLoader, some: SomeOfIt };

async function main() {
	globalThis.gc();
	const before = process.memoryUsage();
	const start = performance.now();
	const loader = new LOADERS[how](directory);
	await loader.loadAll();
	const ms = performance.now() - start;
	globalThis.gc();
	const { heapUsed } = process.memoryUsage();
	const nodes = Object.keys(loader.known.nodes).length;
	console.log(JSON.stringify({ ms, bytes: heapUsed - before.heapUsed, nodes }));
	// Keeps what was loaded until it is weighed.
	return loader;
}

main().then(
	() => process.exit(0),
	(error) => {
		console.error(error);
		process.exit(1);
	},
);
