/**
 * Installs what the lock files ask for when it is not there yet. Plain JavaScript, since it runs
 * before anything is installed.
 */
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { cpSync, existsSync, lstatSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');

function install(directory, what) {
	const modules = join(directory, 'node_modules');
	// npm would empty the folder that the link leads to. Another checkout may be using it.
	if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) return;
	const marker = join(modules, '.installed-lock');
	const lock = createHash('sha256')
		.update(readFileSync(join(directory, 'package-lock.json')))
		.digest('hex');
	if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
	if (isInstalled(directory)) {
		writeFileSync(marker, lock);
		return;
	}
	console.log(`Installing ${what} from npm …`);
	const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
	const { status } = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
		cwd: directory,
		stdio: 'inherit',
	});
	if (status !== 0) {
		console.error('npm ci failed; its reason stands above.');
		process.exit(1);
	}
	writeFileSync(marker, lock);
}

/**
 * Whether npm has installed what the lock file asks for, as a person does with `npm ci`. At the end of an installation npm
 * writes what it has installed. It leaves out optional packages of other platforms.
 */
function isInstalled(directory) {
	const written = join(directory, 'node_modules', '.package-lock.json');
	if (!existsSync(written)) return false;
	const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
	const installed = new Map(Object.entries(packagesOf(written)));
	return Object.entries(packagesOf(join(directory, 'package-lock.json'))).every(
		([path, { version, integrity, optional }]) => {
			const found = installed.get(path);
			if (path === '' || (found === undefined && optional === true)) return true;
			return found?.version === version && found?.integrity === integrity;
		},
	);
}

install(root, 'the development packages (about a minute, once)');

// The package that carries Shopify's schema wants half of Shopify's tools besides. Overrides leave
// them out, which the package.json of a community node may not have; so it has one of its own.
const schema = join(root, '.local', 'shopify-schema');
cpSync(join(root, 'test', 'sandbox', 'shopify', 'package'), schema, { recursive: true });
install(schema, "Shopify's official schema (some seconds, once)");
