/**
 * Installs what `package-lock.json` asks for when it is not there yet. Plain JavaScript, since it
 * runs before anything is installed.
 */
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const marker = join(root, 'node_modules', '.installed-lock');
const lock = createHash('sha256')
	.update(readFileSync(join(root, 'package-lock.json')))
	.digest('hex');

if (!existsSync(marker) || readFileSync(marker, 'utf8') !== lock) {
	console.log('Installing the development packages from npm (about a minute, once) …');
	const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
	const { status } = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
		cwd: root,
		stdio: 'inherit',
	});
	if (status !== 0) {
		console.error('npm ci failed; its reason stands above.');
		process.exit(1);
	}
	writeFileSync(marker, lock);
}
