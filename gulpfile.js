const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} = require('node:fs');
const { join } = require('node:path');
const { dest, parallel, series, src } = require('gulp');

/** Holds a hash of the sources that `dist` was built from. */
const STAMP = '.local/built';

/** @throws if TypeScript reports an error, which it prints */
function tsc(...parameters) {
	execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), ...parameters], {
		stdio: 'inherit',
	});
}

async function clean() {
	rmSync(STAMP, { force: true });
	rmSync('dist', { recursive: true, force: true });
}

async function compile() {
	tsc();
	// Declarations of the public API only (package.json, exports).
	tsc('--project', 'tsconfig.api.json');
}

/** n8n expects icons and codex files beside the compiled nodes. */
function assets() {
	// One pattern with all folders in braces would walk through the whole repository, node_modules included.
	const files = ['nodes', 'credentials', 'icons'].map((folder) => `${folder}/**/*.{svg,node.json}`);
	return src(files, { base: '.', encoding: false }).pipe(dest('dist'));
}

/** Writes the schemas that are made from those of `nodes/core`: for receivers, and for n8n's editor. */
async function schemas() {
	const tsx = require.resolve('tsx/cli');
	const parameters = ['--tsconfig', 'gulp/tsconfig.json', 'gulp/writeSchemas.ts'];
	execFileSync(process.execPath, [tsx, ...parameters], { stdio: 'inherit' });
}

async function stamp() {
	mkdirSync('.local', { recursive: true });
	writeFileSync(STAMP, sourcesHash());
}

function sourcesHash() {
	const hash = createHash('sha256');
	const inFolders = ['nodes', 'credentials', 'icons', 'gulp'].flatMap((folder) =>
		readdirSync(folder, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map(({ parentPath, name }) => join(parentPath, name)),
	);
	const settings = [
		...['package.json', 'package-lock.json', 'gulpfile.js'],
		...['tsconfig.json', 'tsconfig.api.json'],
	];
	for (const file of [...inFolders.sort(), ...settings])
		hash.update(`${file}\n`).update(readFileSync(file)).update('\n');
	return hash.digest('hex');
}

/** Builds only if the sources changed since the last build. */
async function update() {
	const isBuilt =
		existsSync('dist') && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sourcesHash();
	if (!isBuilt)
		await new Promise((resolve, reject) =>
			exports.build((error) => (error ? reject(error) : resolve())),
		);
}

exports.build = series(clean, parallel(compile, assets, schemas), stamp);
exports.update = update;
exports.default = exports.build;
